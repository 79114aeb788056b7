/* Two words that grew together within a run of letters: `countryshared`, `VietnamDepartment`, `inHanoi`.

   The run as two words is weighed against the run as one: a word of the list, a word nobody listed, or a compound or a
   name that is made of the two, against which each kind of pair has odds of its own. */
#include <math.h>
#include <string.h>

#include "spacing.h"

enum { LONGEST_RUN = 40 };  /* letters: two long words */

/* Read the token between two bytes of a text; its size stays 0 if it has more than LONGEST characters. */
void read_token(const uint8_t *text, size_t start, size_t stop, struct token *token)
{
    int n = 0;
    token->size = 0;
    token->key[0] = token->low[0] = 0;
    token->larges[0] = token->smalls[0] = 0;
    for (size_t at = start, after; at < stop; at = after, n++) {
        if (n == LONGEST)
            return;
        uint32_t point = read_point(text, at, stop, &after);
        const struct character *is = character_of(point);
        int large = (is->bits & IS_UPPER) != 0, small = (is->bits & IS_LOWER) != 0;
        int title = !large && !small && is->small != 0;  /* neither, and no word of it is all small or all large */
        token->point[n] = point;
        token->small[n] = (uint32_t)((int32_t)point + is->small);
        token->bits[n] = is->bits;
        token->key[n + 1] = longer(token->key[n], point);
        token->low[n + 1] = longer(token->low[n], token->small[n]);
        token->larges[n + 1] = (uint8_t)(token->larges[n] + large + title);
        token->smalls[n + 1] = (uint8_t)(token->smalls[n] + small + title);
    }
    memset(token->point + n, 0, 4 * sizeof *token->point);
    memset(token->bits + n, 0, 4 * sizeof *token->bits);
    token->size = n;
}

/* How a run is written. */
static int shape_of(const struct token *t, int from, int to)
{
    if (is_low(t, from, to))
        return LOW;
    if (!(t->bits[from] & IS_UPPER))
        return OTHER;
    return to - from == 1 || is_low(t, from + 1, to) ? CAP : OTHER;
}

/* Whether two parts of a run in mixed case are each written like a word. */
static int may_meet(const struct token *t, int from, int middle, int to)
{
    int left = shape_of(t, from, middle), right = shape_of(t, middle, to);
    if (right == CAP)
        return left != OTHER || is_large(t, from, middle);
    if (right == LOW)
        return is_large(t, from, middle);
    return is_large(t, middle, to) && left != OTHER
           && (to - middle > 1 || ((t->point[middle] == 'I' || t->point[middle] == 'A') && left == LOW));
}

/* How likely a part of a token is as a word: its frequency, or a guess from its length; in `held` its entry.  A hyphen
   may follow it. */
double part(const struct judge *judge, const struct token *t, int from, int to, int hyphen, uint32_t *held)
{
    const struct bounds *b = judge->bounds;
    int size = to - from;
    int capital = t->larges[to] > t->larges[from];
    int own = judge->article != NULL && is_own(judge->article, key_of(t, from, to));
    uint32_t entry = entry_of(judge->lexicon, low_of(t, from, to));
    double known = share_of(entry, NEVER);
    *held = entry;
    if (size < 5) {
        if (own)
            return known > b->own ? known : b->own;
        if (size < 3) {
            uint32_t letter = t->point[from];
            if ((!(entry & SHORT) || (size == 1 && letter == 'i')) && !hyphen)
                return NEVER;
        } else if (known < b->rare) {
            known = NEVER;
        }
    }
    if ((entry & (AFFIX | CLOSED)) == AFFIX && !capital && !hyphen && !own)
        return NEVER;
    if (capital && size > 1)
        known += b->capital;
    if (own && known < b->own)
        known = b->own;
    if (size > 4 || (capital && size > 2)) {
        double guess = b->unlisted[capital ? CAP : LOW] - b->letter[capital ? CAP : LOW] * size;
        if (known < guess)
            known = guess;
    }
    return known;
}

static int ends_in(const struct token *t, int from, int to, const char *ending)
{
    int size = (int)strlen(ending);
    if (to - from < size)
        return 0;
    for (int n = 0; n < size; n++)
        if (t->small[to - size + n] != (uint8_t)ending[n])
            return 0;
    return 1;
}

/* How little two content words look like a compound: a logistic fit to 14,000 neighbours and 193 compounds.
   Compounds are made of short, rarer words; begin with a singular; end in certain heads (`-maker`, `-wide`). */
static double unlike_compound(const struct bounds *b, const struct token *t, int from, int middle, int to, uint32_t left, uint32_t right)
{
    int one = middle - from, other = to - middle;
    if (b->compounds == 0.0)
        return 0.0;
    double nepers = 0.5 + 0.4 * (share_of(left, -17.0) + share_of(right, -17.0));
    nepers += 0.85 * (one < 8 ? one : 8) + 0.57 * (other < 8 ? other : 8);
    if (ends_in(t, from, middle, "ed") || ends_in(t, from, middle, "ing")
        || (ends_in(t, from, middle, "s") && !ends_in(t, from, middle, "ss")))
        nepers += 1.2;
    if (ends_in(t, middle, to, "ing") || ends_in(t, middle, to, "er") || ends_in(t, middle, to, "ers")
        || ends_in(t, middle, to, "ed"))
        nepers -= 0.85;
    if ((left & LEAD) || (right & HEAD))
        nepers -= 4.3;
    return nepers < -5.0 ? -5.0 : nepers > 2.0 ? 2.0 : nepers;
}

/* Whether a word of a closed class makes words, too: to a particle its language adds no other. */
static int is_bound(uint32_t entry)
{
    return (entry & AFFIX) && (entry & PARTICLE);
}

/* The most that two words can say, by what they are. */
static double odds_of(const struct bounds *b, const struct token *t, int from, int middle, int to, uint32_t left,
                      uint32_t right)
{
    int shape = shape_of(t, from, to);
    /* `inpolicy`, `onpeople`; but `inexactly`, `onchain`, `forgetters` */
    int before_common = (left & PARTICLE) && to - middle > 3 && share_of(right, NEVER) > b->everyday
                        && !(right & HEAD) && !ends_in(t, middle, to, "ly");
    if ((left | right) & HARD)
        return b->closed;
    /* `anwandelt`, `einholenden`, `vigorem`; but `beider`, `nachBerlin` */
    if (shape != OTHER && ((is_bound(left) && !(right & CLOSED)) || (is_bound(right) && !(left & CLOSED))))
        return b->affix;
    if (((left | right) & PARTICLE) && (shape != OTHER || is_low(t, from, middle)))
        return b->particle + ((right & LATE) && middle - from > 4 ? b->late : before_common ? b->late : 0.0);
    if (shape == OTHER)
        return b->names;
    return b->words + unlike_compound(b, t, from, middle, to, left, right);
}

/* Whether the list has a word with an ending. */
static int with_ending(const struct judge *judge, uint64_t word, const char *ending)
{
    for (; *ending; ending++)
        word = longer(word, (uint8_t)*ending);
    return (entry_of(judge->lexicon, word) & STEP) != 0;
}

/* Whether the list has the forms of a verb, too: so it is with `seethe`, but not with `ofthe`. */
static int is_verb(const struct judge *judge, const struct token *t, int from, int to)
{
    uint64_t word = low_of(t, from, to), stem = t->small[to - 1] == 'e' ? low_of(t, from, to - 1) : word;
    return with_ending(judge, word, "s") + with_ending(judge, stem, "ed") + with_ending(judge, stem, "ing") > 1;
}

/* Places within a run of letters, from character to character of a token, into `found`: room for LONGEST_RUN.
   None in one of capitals only.  What follows the run matters: a hyphen (`andpro-Moscow`), a full stop (`theU.S.`), an
   apostrophe behind an elided word (`quel’on`). */
int in_run(const struct judge *judge, const struct token *t, int from, int to, uint32_t next,
           struct split *found)
{
    const struct bounds *b = judge->bounds;
    int size = to - from, number = 0, kept = 0;
    double odds[LONGEST_RUN];
    if (size < 2 || size > LONGEST_RUN || is_large(t, from, to))
        return 0;
    int shape = shape_of(t, from, to);
    for (int middle = from + 1; middle < to; middle++) {
        expect(judge->lexicon, low_of(t, from, middle));
        expect(judge->lexicon, low_of(t, middle, to));
    }
    for (int middle = from + 1; middle < to; middle++) {
        if (shape == OTHER && !may_meet(t, from, middle, to)
            && !(judge->article && (is_own(judge->article, key_of(t, from, middle))
                                    || is_own(judge->article, key_of(t, middle, to)))))
            continue;
        uint32_t one, other;
        double left = part(judge, t, from, middle, 0, &one);
        if (left <= NEVER)
            continue;
        double right = part(judge, t, middle, to, next == '-', &other);
        if (next == '\'')
            right = other & ELIDED ? share_of(other, b->own) : NEVER;
        if (right <= NEVER && next == '.' && to - middle == 1 && is_large(t, middle, to))
            right = b->initial;
        if (right <= NEVER)
            continue;
        found[number].at = (int16_t)middle;
        found[number].score = left + right;
        odds[number++] = next == '\'' ? b->closed : odds_of(b, t, from, middle, to, one, other);
    }
    if (number == 0)
        return 0;
    /* How likely the run is as one word. */
    double unlisted = b->unlisted[shape] - b->letter[shape] * size, most = unlisted;
    uint32_t entry = entry_of(judge->lexicon, low_of(t, from, to));
    double listed = share_of(entry, NEVER);
    int known = (entry & STEP) != 0 && next != '\'';
    if (next == '\'' && (entry & ELIDED))
        return 0;
    for (int n = 0; n < number; n++) {
        if (most < found[n].score - odds[n])
            most = found[n].score - odds[n];
        /* Lists made from the web hold `ofthe` and `thetwo`, rarer than the pair. */
        if (known && odds[n] >= b->closed && found[n].score - listed > b->glued && !is_verb(judge, t, from, to))
            known = 0;
    }
    if (known && most < listed)
        most = listed;
    double total = exp(unlisted - most);
    for (int n = 0; n < number; n++)
        total += exp(found[n].score - odds[n] - most);
    if (known)
        total += exp(listed - most);
    most += log(total);
    int kind = is_low(t, from, to) || is_low(t, from + 1, to) ? WORDS : NAMES;
    for (int n = 0; n < number; n++)
        if (found[n].score - most > b->least) {
            found[kept].at = found[n].at;
            found[kept].kind = (int16_t)kind;
            found[kept++].score = found[n].score - most;
        }
    return kept;
}

/* Characters of the clitic that a run begins with, 0 for none. */
int clitic_of(const struct token *t, int from, int to)
{
    static const char *const CLITICS[] = {"s", "t", "re", "ve", "ll", "d", "m"};
    for (size_t n = 0; n < sizeof CLITICS / sizeof *CLITICS; n++) {
        int size = (int)strlen(CLITICS[n]), k = 0;
        while (k < size && from + k < to && t->point[from + k] == (uint8_t)CLITICS[n][k])
            k++;
        if (k == size)
            return size;
    }
    return 0;
}

/* `EU’sCSDP`, `people’sand`: nothing follows a clitic; but O’Brien, Sana’a, ma’am. */
int behind_clitic(const struct judge *judge, const struct token *t, int from, int to, struct split *found)
{
    double most = judge->bounds->possessive, score;
    uint32_t held;
    int size = clitic_of(t, from, to);
    if (size == 0 || from + size == to || (score = part(judge, t, from + size, to, 0, &held)) <= NEVER)
        return 0;
    found->at = (int16_t)(from + size);
    found->kind = POSSESSIVE;
    found->score = 22.0 + score < most ? 22.0 + score : most;
    return 1;
}
