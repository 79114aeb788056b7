/* The pass over a text that asks where spaces were lost: its tokens, its lines, and what they say together. */
#include <math.h>
#include <string.h>

#include "spacing.h"

enum { SUSPECT = 1, OF_CLOSED = 2, IS_TELLING = 4 };  /* bits of a token */
enum { BLANK_LINE, STRUCK, SOUND, FOREIGN };                          /* what a line is: STRUCK has suspects */

/* Memory that the caller handed in, given out from its beginning. */
struct room {
    uint8_t *at;
    int64_t left;
};

/* Where a token stands: bytes and characters of the text before it, and up to its end. */
struct spot {
    int32_t start, stop, first, last;
    int32_t splits;  /* number of its first place, of those of its line */
    int32_t bits;
};

struct line {
    int32_t start, length;  /* characters of the text before it, and its own */
    int32_t token, end;     /* its first token, and the one behind its last */
    int32_t low, high;      /* the same of its places */
    int32_t what;
};

/* A place that was found: as spacing.py reads it. */
struct found {
    int64_t at;     /* characters of the text before it */
    double share;   /* how probable it is that a space was lost here */
    int32_t kind;
    int32_t alone;  /* whether the words alone show it */
};

struct text {
    const uint8_t *bytes;
    size_t size;
    struct judge judge;
    struct spot *spots;
    struct line *lines;
    struct split *splits;
    int64_t tokens, number_of_lines, number_of_splits, most_splits;
    int64_t suspects;
    struct found *found;
    int64_t number, most;
};

/* So many bytes of the room; NULL if they are not there. */
static void *take(struct room *room, int64_t number, size_t size)
{
    void *taken = room->at;
    int64_t bytes = (number * (int64_t)size + 7) & ~(int64_t)7;
    if (number < 0 || bytes > room->left)
        return NULL;
    room->at += bytes;
    room->left -= bytes;
    return taken;
}

/* ---- tokens ------------------------------------------------------------------------------------------------------ */

/* A token that was just passed by, and the word in it, if it is one word with signs around it. */
struct passed {
    int32_t start, stop, first, last;  /* as of a spot */
    uint64_t token, word;              /* their keys, in small letters */
    int letters, larges, smalls;       /* of the word; no letters if it is none */
    int opens;                         /* whether it begins with a capital */
};

static int is_sign(uint32_t point)
{
    if (point < 128)
        return point && strchr(".,;:!?\"'()[]-", (int)point) != NULL;
    return point == 0x201C || point == 0x201D || point == 0x2018 || point == 0x2019 || point == 0x2013
           || point == 0x2014 || point == 0x2026;
}

/* Pass by small letters of ASCII, which most of a text is, from the next one on; in `key` a word is made longer. */
static size_t pass_small(const uint8_t *bytes, size_t size, size_t at, uint64_t *key)
{
    uint64_t longest = *key;
    for (; at < size && bytes[at] >= 'a' && bytes[at] <= 'z'; at++)
        longest = longer(longest, bytes[at]);
    *key = longest;
    return at;
}

/* Pass by a token that begins at a byte; `*at` is then behind it. */
static void pass(const uint8_t *bytes, size_t size, size_t *at, int32_t *count, struct passed *p)
{
    enum { SIGNS, LETTERS, SIGNS_AGAIN, NO_WORD } state = SIGNS;
    size_t after;
    uint64_t begun = 0;
    p->start = (int32_t)*at;
    p->first = *count;
    p->token = p->word = 0;
    p->letters = p->larges = p->smalls = p->opens = 0;
    for (; *at < size; *at = after, ++*count) {
        uint32_t point = read_point(bytes, *at, size, &after);
        const struct character *is = character_of(point);
        if (is->bits & IS_BLANK)
            break;
        if (is->bits & IS_LETTER) {
            if (state == SIGNS) {
                begun = p->token;
                p->opens = (is->bits & IS_UPPER) != 0;
            }
            state = state == SIGNS || state == LETTERS ? LETTERS : NO_WORD;
            p->letters++;
            p->larges += (is->bits & IS_LOWER) == 0 && is->small != 0;
            p->smalls += (is->bits & IS_UPPER) == 0 && (is->small != 0 || (is->bits & IS_LOWER));
        } else {
            state = !is_sign(point) ? NO_WORD : state == LETTERS ? SIGNS_AGAIN : state;
        }
        p->token = longer(p->token, (uint32_t)((int32_t)point + is->small));
        if (state == LETTERS) {
            size_t behind = pass_small(bytes, size, after, &p->token);
            int some = (int)(behind - after);
            p->word = p->token;
            p->letters += some;
            p->smalls += some;
            *count += some;
            after = behind;
        }
    }
    p->stop = (int32_t)*at;
    p->last = *count;
    if (state == NO_WORD || p->letters > LONGEST)
        p->letters = 0;
    else
        p->word -= begun * POWERS[p->letters];
}

/* Pass by blanks; whether a token follows on the same line. */
static int pass_blanks(const uint8_t *bytes, size_t size, size_t *at, int32_t *count)
{
    for (size_t after; *at < size; *at = after, ++*count) {
        uint32_t point = read_point(bytes, *at, size, &after);
        if (point == '\n' || !(character_of(point)->bits & IS_BLANK))
            return point != '\n';
    }
    return 0;
}

/* Whether a token has a telling place and is none of the words, listed or in capitals, that are sound as they are. */
static int is_suspect(const struct judge *judge, const uint8_t *bytes, const struct passed *p)
{
    struct token token;
    struct split found[LONGEST + 1];
    if (p->letters > 0) {
        if (p->larges > 0 && p->smalls == 0)
            return 0;
        if (p->smalls > 0 && p->larges == p->opens
            && share_of(entry_of(judge->lexicon, p->word), NEVER) > judge->bounds->common)
            return 0;
    }
    if (p->last - p->first < 3 || p->last - p->first > LONGEST)
        return 0;
    read_token(bytes, (size_t)p->start, (size_t)p->stop, &token);
    for (int n = in_token(judge, &token, found); n-- > 0;)
        if (found[n].score >= judge->bounds->telling)
            return 1;
    return 0;
}

/* The tokens of a text that look like two words, damage or not: from byte to byte, at most `most`; their number. */
EXPORTED int64_t spacing_suspects(const uint64_t *lexicon, const struct bounds *bounds, const uint8_t *text,
                                  int64_t size, int64_t most, int64_t *found)
{
    enum { AT_ONCE = 16 };  /* words that the memory is asked for together */
    struct judge judge = {lexicon, bounds, NULL};
    struct passed passed[AT_ONCE];
    int64_t number = 0;
    int32_t count = 0;
    for (size_t at = 0; number < most && at < (size_t)size;) {
        int some = 0;
        while (some < AT_ONCE && at < (size_t)size)
            if (pass_blanks(text, (size_t)size, &at, &count)) {
                pass(text, (size_t)size, &at, &count, passed + some);
                expect(lexicon, passed[some++].word);
            } else if (at < (size_t)size) {
                at++;
            }
        for (int n = 0; n < some && number < most; n++)
            if (is_suspect(&judge, text, passed + n)) {
                found[2 * number] = passed[n].start;
                found[2 * number++ + 1] = passed[n].stop;
            }
    }
    return number;
}

/* The places of one token, as `found` has them; at most LONGEST. */
EXPORTED int64_t spacing_splits(const uint64_t *lexicon, const struct bounds *bounds, const uint8_t *text,
                                int64_t size, struct found *found)
{
    struct judge judge = {lexicon, bounds, NULL};
    struct token token;
    struct split splits[LONGEST + 1];
    read_token(text, 0, (size_t)size, &token);
    int number = in_token(&judge, &token, splits);
    for (int n = 0; n < number; n++) {
        struct found one = {splits[n].at, splits[n].score, splits[n].kind, 1};
        found[n] = one;
    }
    return number;
}

/* Find the tokens and the lines of a text; whether there was room. */
static int find_tokens(struct text *t, struct room *room)
{
    size_t at = 0;
    int32_t count = 0;
    int64_t lines = 1;
    for (const uint8_t *p = t->bytes; (p = memchr(p, '\n', (size_t)(t->bytes + t->size - p))) != NULL; p++)
        lines++;
    t->lines = take(room, lines, sizeof *t->lines);
    if (t->lines == NULL)
        return 0;
    t->spots = (struct spot *)room->at;
    struct line *line = t->lines;
    memset(line, 0, sizeof *line);
    while (at < t->size) {
        struct passed passed;
        if (!pass_blanks(t->bytes, t->size, &at, &count)) {
            if (at == t->size)
                break;
            line->length = count - line->start;
            line->end = (int32_t)t->tokens;
            line++;
            memset(line, 0, sizeof *line);
            at++;
            line->start = ++count;
            line->token = (int32_t)t->tokens;
            continue;
        }
        if ((t->tokens + 2) * (int64_t)sizeof *t->spots > room->left)
            return 0;
        pass(t->bytes, t->size, &at, &count, &passed);
        uint32_t held = entry_of(t->judge.lexicon, passed.token);
        int suspect = is_suspect(&t->judge, t->bytes, &passed);
        struct spot spot = {passed.start, passed.stop, passed.first, passed.last, 0, suspect ? SUSPECT : 0};
        spot.bits |= (held & CLOSED ? OF_CLOSED : 0) | (held & TELLING ? IS_TELLING : 0);
        t->spots[t->tokens++] = spot;
        t->suspects += suspect;
    }
    line->length = count - line->start;
    line->end = (int32_t)t->tokens;
    t->number_of_lines = line - t->lines + 1;
    return take(room, t->tokens, sizeof *t->spots) != NULL;
}

/* Add up how many of some tokens are of a closed class, and how many of no neighbouring language. */
static void count(const struct text *t, int64_t from, int64_t to, int64_t *telling, int64_t *closed)
{
    for (int64_t n = from; n < to; n++) {
        *telling += (t->spots[n].bits & IS_TELLING) != 0;
        *closed += (t->spots[n].bits & OF_CLOSED) != 0;
    }
}

/* lexicon.are_english and lexicon.are_foreign say why. */
static int are_english(int64_t words, int64_t telling, int64_t closed)
{
    return telling * 16 >= words || (telling * 32 >= words && closed * 10 >= words);
}

static int is_foreign(const struct text *t, const struct line *line)
{
    int64_t telling = 0, closed = 0, words = line->end - line->token;
    count(t, line->token, line->end, &telling, &closed);
    return words >= 12 && telling == 0 && closed * 8 < words;
}

/* Say of each line what it is. */
static void sort_lines(struct text *t)
{
    for (struct line *line = t->lines; line < t->lines + t->number_of_lines; line++) {
        line->what = line->token == line->end ? BLANK_LINE : SOUND;
        for (int32_t n = line->token; n < line->end; n++)
            if (t->spots[n].bits & SUSPECT)
                line->what = STRUCK;
        if (line->what != BLANK_LINE && is_foreign(t, line))
            line->what = FOREIGN;
    }
}

/* Whether a text has one suspect, which stands there once, and proves nothing: so it is in 6 % of clean copy. */
static int is_alone(const struct text *t)
{
    struct token token;
    struct split found[LONGEST + 1];
    if (t->suspects != 1)
        return 0;
    const struct spot *spot = t->spots;
    while (!(spot->bits & SUSPECT))
        spot++;
    size_t size = (size_t)(spot->stop - spot->start);
    int times = 0;
    for (const uint8_t *p = t->bytes; (size_t)(p - t->bytes) + size <= t->size; p++) {
        p = memchr(p, t->bytes[spot->start], t->size - (size_t)(p - t->bytes));
        if (p == NULL || (size_t)(p - t->bytes) + size > t->size)
            break;
        if (memcmp(p, t->bytes + spot->start, size) == 0) {
            times++;
            p += size - 1;
        }
    }
    read_token(t->bytes, (size_t)spot->start, (size_t)spot->stop, &token);
    for (int n = in_token(&t->judge, &token, found); n-- > 0;)
        if (found[n].score >= t->judge.bounds->sure)
            return 0;
    return times == 1;
}

/* ---- the places of lines ----------------------------------------------------------------------------------------- */

/* The places of a line's tokens; if an article is given, as it says.  Whether there was room. */
static int find_splits(struct text *t, struct line *line, const struct article *article)
{
    struct judge with_own = {t->judge.lexicon, t->judge.bounds, article};
    struct token token;
    int64_t quotes = 0;
    line->low = (int32_t)t->number_of_splits;
    for (int32_t n = line->token; n < line->end; n++) {
        struct spot *spot = t->spots + n;
        struct split *found = t->splits + t->number_of_splits;
        if (t->most_splits - t->number_of_splits < LONGEST + 1)
            return 0;
        read_token(t->bytes, (size_t)spot->start, (size_t)spot->stop, &token);
        spot->splits = (int32_t)t->number_of_splits;
        int number = in_token(&t->judge, &token, found);
        if (number && article && holds_own(article, &token))
            number = in_token(&with_own, &token, found);
        if (number && article)
            weigh(article, t->judge.bounds, &token, quotes, found, number);
        for (int k = 0; k < number; k++)
            found[k].token = n;
        t->number_of_splits += number;
        for (int k = spot->start; article && k < spot->stop; k++)
            quotes += t->bytes[k] == '"';
    }
    line->high = (int32_t)t->number_of_splits;
    return 1;
}

static int32_t place_of(const struct text *t, const struct split *split)
{
    return t->spots[split->token].first + split->at;
}

/* Whether there was room for a place that was found. */
static int keep(struct text *t, const struct split *split, double share, int alone)
{
    if (t->number == t->most)
        return 0;
    struct found one = {place_of(t, split), share, split->kind, alone};
    t->found[t->number++] = one;
    return 1;
}

/* 1 / (1 + exp(-nepers)) */
static double probability(double nepers)
{
    return 1.0 / (1.0 + exp(-(nepers > 60.0 ? 60.0 : nepers < -60.0 ? -60.0 : nepers)));
}

/* What a token that is put apart at its sure places counts for. */
static void count_parts(const struct text *t, const struct split *first, const struct split *end, int64_t *words,
                        int64_t *telling, int64_t *closed)
{
    const struct spot *spot = t->spots + first->token;
    struct token token;
    int from = 0;
    read_token(t->bytes, (size_t)spot->start, (size_t)spot->stop, &token);
    *words -= 1;
    *telling -= (spot->bits & IS_TELLING) != 0;
    *closed -= (spot->bits & OF_CLOSED) != 0;
    for (const struct split *split = first; split <= end; split++) {
        if (split < end && split->score < t->judge.bounds->sure)
            continue;
        int to = split < end ? split->at : token.size;
        uint32_t held = entry_of(t->judge.lexicon, low_of(&token, from, to));
        *words += 1;
        *telling += (held & TELLING) != 0;
        *closed += (held & CLOSED) != 0;
        from = to;
    }
}

/* Keep the places of a line that its words alone prove, if it is English once they are put apart. */
static int keep_sure(struct text *t, const struct line *line)
{
    const struct bounds *b = t->judge.bounds;
    int64_t words = line->end - line->token, telling = 0, closed = 0;
    int any = 0;
    count(t, line->token, line->end, &telling, &closed);
    for (int32_t k = line->low, end; k < line->high; k = end) {
        int sure = 0;
        for (end = k; end < line->high && t->splits[end].token == t->splits[k].token; end++)
            sure |= t->splits[end].score >= b->sure;
        any |= sure;
        if (sure)
            count_parts(t, t->splits + k, t->splits + end, &words, &telling, &closed);
    }
    if (!any || !are_english(words, telling, closed))
        return 1;
    for (int32_t k = line->low; k < line->high; k++)
        if (t->splits[k].score >= b->sure && !keep(t, t->splits + k, probability(t->splits[k].score - 7.0), 1))
            return 0;
    return 1;
}

/* ---- wrapped lines ----------------------------------------------------------------------------------------------- */

/* How wide an article's lines were; returns what share of their ends has lost its space. */
static double measure(const struct text *t, struct widths *widths)
{
    enum { KEPT = 64 };
    const struct bounds *b = t->judge.bounds;
    struct line_end firsts[KEPT], others[KEPT];
    int number_of_firsts = 0, number_of_others = 0, middle = 0;
    double signs = 0.0, space = 0.0;
    for (const struct line *line = t->lines; line < t->lines + t->number_of_lines; line++) {
        int32_t last = line->start;
        for (int32_t k = line->low, end; line->what == STRUCK && k < line->high; k = end) {
            int32_t best = k;  /* of each token the place with the highest score, the first of equal ones */
            for (end = k; end < line->high && t->splits[end].token == t->splits[k].token; end++)
                if (t->splits[end].score > t->splits[best].score)
                    best = end;
            if (t->splits[best].score < b->telling)
                continue;
            int32_t at = place_of(t, t->splits + best);
            struct line_end one = {at - last, t->spots[t->splits[best].token].last - last + 1};
            if (one.length > 30 && one.length < 120) {
                if (last > line->start && number_of_others < KEPT)
                    others[number_of_others++] = one;
                else if (last == line->start && number_of_firsts < KEPT)
                    firsts[number_of_firsts++] = one;
            }
            last = at;
            signs += 1.0;
        }
        if (last > line->start)
            space += line->length;
    }
    learn_widths(b, firsts, number_of_firsts, others, number_of_others, widths);
    while (widths->other[middle] < 0.5)
        middle++;
    double lines = space / middle - 0.3, rate = 1.1 * signs / (lines > 1.0 ? lines : 1.0);
    return rate > 0.97 ? 0.97 : rate < 0.1 ? 0.1 : rate;
}

/* The breaks of a line; returns their number. */
static int64_t lay_out(const struct text *t, const struct line *line, double rate, struct break_ *breaks)
{
    int64_t number = 0;
    int32_t k = line->low;
    for (int32_t n = line->token; n < line->end; n++) {
        const struct spot *spot = t->spots + n;
        int32_t stop = spot->last - line->start;
        for (; k < line->high && t->splits[k].token == n; k++) {
            int32_t at = place_of(t, t->splits + k) - line->start;
            struct break_ one = {at, at, stop + 1, k, rate * exp(t->splits[k].score), 0, 0, 0, 0, 0, 0};
            breaks[number++] = one;
        }
        if (n + 1 < line->end) {
            int32_t start = spot[1].first - line->start, end = spot[1].last - line->start;
            struct break_ one = {stop, start, end < stop + 100 ? end : stop + 100, -1, 1.0 - rate, 0, 0, 0, 0, 0, 0};
            breaks[number++] = one;
        }
    }
    return number;
}

/* What a paragraph says of its article, if it may or may not share its damage. */
static double either(const struct bounds *b, double nepers)
{
    if (nepers > 30.0)
        return nepers + log(b->paragraph);
    return log(1.0 - b->paragraph + b->paragraph * exp(nepers));
}

/* Keep the places of a damaged line at which it may well have ended; whether there was room. */
static int keep_missing(struct text *t, const struct line *line, const struct widths *widths, double nepers,
                        double article, struct break_ *breaks, int64_t number)
{
    const struct bounds *b = t->judge.bounds;
    double damaged = article * probability(nepers + log(b->paragraph / (1 - b->paragraph)));
    if (damaged < b->enough)
        return 1;
    backward(b, widths, line->length, breaks, number);
    for (const struct break_ *one = breaks; one < breaks + number; one++) {
        if (one->split < 0 || !(one->weight > 0.0 && one->behind > 0.0))
            continue;
        double share = log(one->weight) + one->scale + log(one->behind) + one->scale_behind - nepers;
        share = exp(share < 0.0 ? share : 0.0) * damaged;
        if (share >= b->enough && !keep(t, t->splits + one->split, share, 0))
            return 0;
    }
    return 1;
}

/* The spaces that are missing where the lines of wrapped copy ended; whether there was room. */
static int find_wrapped(struct text *t, struct room *room)
{
    const struct bounds *b = t->judge.bounds;
    struct article article = {NULL, NULL, NULL, NULL, 2};
    struct widths widths;
    int64_t words = count_words(t->bytes, t->size), longest = 0;
    double said = b->damaged;
    struct line *end = t->lines + t->number_of_lines;
    while (article.slots < 2 * (uint64_t)words + 2)
        article.slots *= 2;
    article.words = take(room, (int64_t)article.slots, 2 * sizeof *article.words);
    article.counts = take(room, (int64_t)article.slots, sizeof *article.counts);
    article.own = take(room, (int64_t)article.slots, sizeof *article.own);
    double *nepers = take(room, t->number_of_lines, sizeof *nepers);
    if (!article.words || !article.counts || !article.own || !nepers)
        return 0;
    article.pairs = article.words + article.slots;
    memset(article.words, 0, 2 * article.slots * sizeof *article.words);
    read_article(t->bytes, t->size, t->judge.lexicon, &article);
    /* The lines with suspects first, since they tell whether the others are looked at. */
    t->splits = (struct split *)room->at;
    t->most_splits = room->left / (int64_t)sizeof *t->splits / 2;
    t->number_of_splits = 0;
    for (struct line *line = t->lines; line < end; line++)
        if (line->what == STRUCK && !find_splits(t, line, &article))
            return 0;
    double rate = measure(t, &widths);
    struct room rest = *room;
    if (!take(&rest, t->number_of_splits, sizeof *t->splits))
        return 0;
    struct break_ *breaks = (struct break_ *)rest.at;
    for (struct line *line = t->lines; line < end; line++) {
        if (line->what != STRUCK)
            continue;
        int64_t most = line->end - line->token + line->high - line->low;
        longest = most > longest ? most : longest;
        if (longest * (int64_t)sizeof *breaks > rest.left)
            return 0;
        int64_t number = lay_out(t, line, rate, breaks);
        nepers[line - t->lines] = forward(b, &widths, line->length, breaks, number);
        said += either(b, nepers[line - t->lines]);
    }
    double damaged = probability(said);
    if (damaged < b->enough)
        return 1;
    for (int sound = 0; sound < 2; sound++)
        for (struct line *line = t->lines; line < end; line++) {
            if (line->what != (sound ? SOUND : STRUCK))
                continue;
            if (sound && !find_splits(t, line, &article))
                return 0;
            if (line->low == line->high)
                continue;
            rest = *room;
            if (!take(&rest, t->number_of_splits, sizeof *t->splits)
                || (line->end - line->token + line->high - line->low) * (int64_t)sizeof *breaks > rest.left)
                return 0;
            breaks = (struct break_ *)rest.at;
            int64_t number = lay_out(t, line, rate, breaks);
            double own = forward(b, &widths, line->length, breaks, number);
            if (!keep_missing(t, line, &widths, own, damaged, breaks, number))
                return 0;
        }
    return 1;
}

/* ---- the pass ---------------------------------------------------------------------------------------------------- */

static int find(struct text *t, struct room *room)
{
    const struct bounds *b = t->judge.bounds;
    int64_t signs = 0, telling = 0, closed = 0;
    int any = 0;
    if (!find_tokens(t, room))
        return 0;
    if (t->suspects == 0 || is_alone(t))
        return 1;
    sort_lines(t);
    t->splits = (struct split *)room->at;
    t->most_splits = room->left / (int64_t)sizeof *t->splits;
    for (struct line *line = t->lines; line < t->lines + t->number_of_lines; line++) {
        if (line->what != STRUCK)
            continue;
        if (!find_splits(t, line, NULL))
            return 0;
        for (int32_t k = line->low, end, tells; k < line->high; k = end, signs += tells)
            for (end = k, tells = 0; end < line->high && t->splits[end].token == t->splits[k].token; end++) {
                tells |= t->splits[end].score >= b->telling;
                any |= t->splits[end].score >= b->sure;
            }
    }
    if (!any && signs < 2)
        return 1;
    for (struct line *line = t->lines; any && line < t->lines + t->number_of_lines; line++)
        if (line->what == STRUCK && !keep_sure(t, line))
            return 0;
    count(t, 0, t->tokens, &telling, &closed);
    if (signs < 2 || !are_english(t->tokens, telling, closed))
        return 1;
    return find_wrapped(t, room);
}

/* Where spaces were lost in a text: of one place twice, if the words alone show it and the lines do, too.  Returns
   their number; or -1 if there was not room for them or for the work, which takes some 60 bytes a byte of text. */
EXPORTED int64_t spacing_find(const uint64_t *lexicon, const struct bounds *bounds, const uint8_t *text, int64_t size,
                              uint8_t *memory, int64_t left, struct found *found, int64_t most)
{
    struct room room = {memory, left};
    struct text t = {text, (size_t)size, {lexicon, bounds, NULL}, NULL, NULL, NULL, 0, 0, 0, 0, 0, found, 0, most};
    if (size < 0 || size >= INT32_MAX)
        return 0;
    return find(&t, &room) ? t.number : -1;
}

/* The size of what spacing.py fills, by which it is checked. */
EXPORTED int64_t spacing_bounds(void)
{
    return (int64_t)sizeof(struct bounds);
}
