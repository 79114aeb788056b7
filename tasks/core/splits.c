/* Where a space may be missing inside one token: in its runs of letters, and between its runs, numbers and signs. */
#include <string.h>

#include "spacing.h"

/* A run of letters, a number with its points and commas, or one sign. */
struct piece {
    int from, to;
    uint32_t class;  /* 'a' of a run, '0' of a number, otherwise the first sign of its family: see class_of */
};

/* A token in pieces, and which of them stands behind the place that is asked about. */
struct pieces {
    const struct judge *judge;
    const struct token *token;
    struct piece piece[LONGEST];
    int number, n;
};

static const struct split NOWHERE = {NEVER, 0, 0, 0};

static struct split place(enum kind kind, double score)
{
    struct split found = {score, 0, 0, (int16_t)kind};
    return found;
}

static int is_run(uint32_t bits, uint32_t point)
{
    return (bits & IS_ALNUM) && !(bits & IS_DECIMAL) && point != '_';
}

static uint32_t class_of(uint32_t point, uint32_t bits, int low_quotes)
{
    if (bits & IS_LETTER)
        return 'a';
    if (bits & IS_DIGIT)
        return '0';
    if (low_quotes)
        switch (point) {
        case 0x201E: case 0x201A: return '<';              /* „ ‚ */
        case 0x201C: case 0x201D: return '>';              /* “ ” */
        case 0x2018: case 0xAB: case 0xBB: return 0;       /* ‘, and « » which stand either way */
        default: break;
        }
    switch (point) {
    case '.': case '!': case '?': return '.';
    case ',': case ';': return ',';
    case 0x201C: case 0x2018: case 0xAB: return '<';   /* “ ‘ « */
    case 0x201D: case 0xBB: return '>';                /* ” » */
    case 0x2019: return '`';                           /* ’ */
    case '$': case 0xA3: case 0x20AC: return '$';      /* $ £ € */
    case 0x2013: case 0x2014: return '_';              /* – — */
    case '(': case '[': return '(';
    case ')': case ']': return ')';
    case '"': case ':': case '%': case '&': case '+': case '-': return point;
    default: return 0;
    }
}

/* ---- what may never be split: addresses, handles, hashtags, file names, domains --------------------------------- */

static int says(const struct token *t, int at, const char *word)
{
    for (; *word; word++, at++)
        if (t->small[at] != (uint8_t)*word || at >= t->size)
            return 0;
    return 1;
}

static int is_untouched(const struct judge *judge, const struct token *t)
{
    static const char *const DOMAINS[] = {"com", "org", "net", "gov", "edu", "info", "io", "tv", "co", "vn", "uk", "eu",
                                          "de", "fr", "at", "ch", "es", "pt", "br", "mx", "jpg", "png", "gif", "pdf",
                                          "html", "htm", "php", "js", "py", "md"};
    for (int at = 0; at < t->size; at++) {
        uint32_t point = t->point[at];
        if (point < 128 && point != 0 && strchr("@#_\\{}<>=~^|", (int)point))
            return 1;
        if ((t->small[at] == 'h' && says(t, at, "http")) || (t->small[at] == 'w' && says(t, at, "www.")))
            return 1;
        if (point != '.' || !(t->bits[at + 1] & IS_LETTER))
            continue;
        for (size_t n = 0; n < sizeof DOMAINS / sizeof *DOMAINS; n++) {
            int end = at + 1 + (int)strlen(DOMAINS[n]);
            if (!says(t, at + 1, DOMAINS[n]) || (t->bits[end] & IS_ALNUM) || t->point[end] == '_')
                continue;
            /* `do.At`, `fin.De`, `kommt.Es` */
            if (!(t->bits[at + 1] & IS_UPPER) || !(entry_of(judge->lexicon, low_of(t, at + 1, end)) & CLOSED))
                return 1;
        }
    }
    return 0;
}

/* ---- what is asked of a place between two pieces ----------------------------------------------------------------- */

static int size_of(const struct piece *p)
{
    return p->to - p->from;
}

static uint32_t entry(const struct pieces *s, const struct piece *p)
{
    return entry_of(s->judge->lexicon, low_of(s->token, p->from, p->to));
}

static double listed(const struct pieces *s, const struct piece *p)
{
    return share_of(entry(s, p), NEVER);
}

static double word(const struct pieces *s, const struct piece *p)
{
    uint32_t held;
    return part(s->judge, s->token, p->from, p->to, 0, &held);
}

static uint32_t first(const struct pieces *s, const struct piece *p)
{
    return s->token->bits[p->from];
}

static uint32_t last(const struct pieces *s, const struct piece *p)
{
    return s->token->bits[p->to - 1];
}

static int is_sign(const struct pieces *s, const struct piece *p, uint32_t sign)
{
    return size_of(p) == 1 && s->token->point[p->from] == sign;
}

static int are_same(const struct pieces *s, const struct piece *p, const struct piece *q)
{
    return size_of(p) == 1 && is_sign(s, q, s->token->point[p->from]);
}

/* `in2019`, `December12`; but Covid19, G20, F16. */
static struct split word_number(const struct pieces *s, const struct piece *p)
{
    const struct token *t = s->token;
    const struct piece *w = p - 1;
    uint32_t held = entry(s, w);
    if (size_of(w) < 2 || key_of(t, w->from + 1, w->to) != low_of(t, w->from + 1, w->to)
        || share_of(held, NEVER) < -14.0)
        return NOWHERE;
    return place(DIGITS, held & CLOSED ? 9.1 : size_of(w) > 2 ? 6.5 : 3.0);
}

/* `12,600police`; but 1990s, 5km, 3bn; `1990s|and`, of which `sand` is a word. */
static struct split number_word(const struct pieces *s, const struct piece *p)
{
    uint32_t held = entry(s, p);
    if (size_of(p) > 3 && size_of(p - 1) > 1 && s->token->point[p->from] == 's'
        && (entry_of(s->judge->lexicon, low_of(s->token, p->from + 1, p->to)) & HARD)) {
        struct split plural = place(DIGITS, 9.0);
        plural.at = 1;
        return plural;
    }
    if (held & UNIT)
        return place(DIGITS, -2.0);
    if ((size_of(p) < 3 && !(held & CLOSED)) || share_of(held, NEVER) < -14.0)
        return NOWHERE;
    return place(DIGITS, held & CLOSED ? 9.0 : 6.0);
}

/* `policies,capacity`, `12,the`. */
static struct split sign_word(const struct pieces *s, const struct piece *p)
{
    const struct piece *before = p - 2;
    if (s->n < 2)
        return is_sign(s, p - 1, ';') ? place(COMMA, 3.0) : NOWHERE;
    if ((last(s, before) & IS_LETTER) && size_of(before) > 1 && size_of(p) > 1 && word(s, p) > NEVER
        && listed(s, before) > NEVER)
        return place(COMMA, 11.0);
    uint32_t sign = s->token->point[before->from];
    int closes = sign == ')' || sign == '%' || sign == '\'' || sign == '"' || sign == 0x201D || sign == 0x2019;
    return place(COMMA, (last(s, before) & IS_ALNUM) || closes ? 7.0 : 3.0);
}

/* `end.The`; but U.S., J.Smith, Ph.D, KKR.AS, Inc.’s and domains. */
static struct split stop_word(const struct pieces *s, const struct piece *p)
{
    const struct token *t = s->token;
    const struct piece *before = p - 2;
    int size = size_of(p), capital = (first(s, p) & IS_UPPER) != 0, capitals = is_large(t, p->from, p->to);
    if (s->n < 2)
        return NOWHERE;
    if (are_same(s, p - 1, before))  /* an ellipsis */
        return size > 1 ? place(ELLIPSIS, 2.0) : NOWHERE;
    if (size > 1 && capitals && (is_large(t, before->from, before->to) || (first(s, before) & IS_DIGIT)))
        return NOWHERE;
    if (!(first(s, before) & IS_LETTER))
        return size > 1 ? place(SENTENCE, capital ? 7.0 : 4.0) : NOWHERE;
    if (size_of(before) == 1) {
        if (s->n < 4 || !is_sign(s, p - 3, '.') || size < 2)
            return NOWHERE;
        return place(ABBREVIATED, entry_of(s->judge->lexicon, key_of(t, p->from, p->to)) & CLOSED ? 7.0 : 4.0);
    }
    if (entry(s, before) & ABBREVIATION)
        return place(ABBREVIATED, 3.0);
    uint32_t letter = t->point[p->from];
    if (capital && (size > 1 || letter == 'I' || letter == 'A')) {
        if (capitals && size > 1)
            return place(SENTENCE, 6.0);
        int noun = size > 2 && (entry(s, p) & CLOSED) && (first(s, before) & IS_UPPER)
                   && is_low(t, before->from + 1, before->to);  /* `Stadt.Der`; but Rocket.Chat, Last.Fm */
        int sound = (noun || is_low(t, before->from, before->to)) && listed(s, before) > -14.0 && listed(s, p) > -13.0;
        return place(SENTENCE, sound ? 12.0 : 7.0);
    }
    /* `end.then`; but eLock.se, lomar.zu */
    if (!is_low(t, before->from, before->to) || size < 2 || (size == 2 && !(entry(s, p) & SHORT)))
        return NOWHERE;
    return listed(s, p) > -13.0 ? place(SENTENCE, 4.0) : NOWHERE;
}

/* `countries’engagement`. */
static struct split possessive_word(const struct pieces *s, const struct piece *p)
{
    const struct token *t = s->token;
    int clitic = clitic_of(t, p->from, p->to) == size_of(p);
    if (s->judge->bounds->possessive <= 0.0 || s->n < 2 || t->point[p[-2].to - 1] != 's' || clitic || word(s, p) <= NEVER)
        return NOWHERE;
    return place(POSSESSIVE, 8.0);
}

/* `said(AP`; but word(s), f(x), mak[ing]. */
static struct split before_bracket(const struct pieces *s, const struct piece *p)
{
    if (is_sign(s, p, '['))
        return place(BRACKET, 2.0);
    if (s->n + 1 == s->number)
        return place(BRACKET, 4.0);
    return size_of(p + 1) > 1 ? place(BRACKET, 6.0) : NOWHERE;
}

/* `(AP)and`; but (multi)media, which opens the token, and [S]ome. */
static struct split behind_bracket(const struct pieces *s, const struct piece *p)
{
    if (s->n < 2 || p[-2].class == '-')  /* (multi-)media */
        return NOWHERE;
    int opens = is_sign(s, s->piece, '(') || is_sign(s, s->piece, '[');
    if (opens && s->n == 3 && size_of(p) > 2 && is_large(s->token, p[-2].from, p[-2].to) && (entry(s, p) & CLOSED)
        && (first(s, p) & IS_UPPER) && !is_large(s->token, p->from, p->to))
        return place(BRACKET, 10.0);  /* `(CNN)The` */
    return place(BRACKET, size_of(p) < 2 || (opens && s->n < 4 && is_low(s->token, p->from, p->to)) ? 2.0 : 7.0);
}

/* `–the`, `--the`, `-the`; but `new-the`. */
static struct split behind_dash(const struct pieces *s)
{
    for (const struct piece *q = s->piece; q < s->piece + s->n; q++)
        if (q->class != '-' && q->class != '_')
            return NOWHERE;
    return place(DASH, 1.0);
}

/* What is said of the place before piece n, by the classes of both its neighbours. */
static struct split between(const struct pieces *s)
{
    const struct token *t = s->token;
    const struct piece *p = s->piece + s->n;
    int inside = s->n > 1, goes_on = s->n + 1 < s->number;
    switch (p[-1].class << 8 | p->class) {
    case 'a' << 8 | '0': return word_number(s, p);
    case '0' << 8 | 'a': return number_word(s, p);
    case ',' << 8 | 'a': return sign_word(s, p);
    case '.' << 8 | 'a': return stop_word(s, p);
    case '`' << 8 | 'a': return possessive_word(s, p);
    case 'a' << 8 | '(': case '0' << 8 | '(': return before_bracket(s, p);
    case ')' << 8 | 'a': case ')' << 8 | '0': return behind_bracket(s, p);
    case '-' << 8 | 'a': case '_' << 8 | 'a': case '_' << 8 | '0': return behind_dash(s);
    case ',' << 8 | '0':
        return inside && (last(s, p - 2) & IS_LETTER) ? place(COMMA, 6.0) : NOWHERE;
    case ',' << 8 | '<': case ',' << 8 | '$': case ',' << 8 | '(':  /* `said,“We`, `euros,$5` */
        return inside && goes_on ? place(COMMA, 7.0) : NOWHERE;
    case ':' << 8 | 'a': case ':' << 8 | '<':
        return inside && (last(s, p - 2) & IS_LETTER) ? place(COMMA, 4.0) : NOWHERE;
    case '.' << 8 | '0':
        return inside && size_of(p - 2) > 2 && p[-2].class == 'a' ? place(SENTENCE, 4.0) : NOWHERE;
    case '.' << 8 | '<': case '.' << 8 | '(':  /* `end.“The` */
        return inside && goes_on && !are_same(s, p - 1, p - 2) ? place(SENTENCE, 8.0) : NOWHERE;
    case 'a' << 8 | '<': case '0' << 8 | '<':  /* `the“fiscal` */
        return goes_on ? place(QUOTE, 9.0) : NOWHERE;
    case '>' << 8 | 'a': case '>' << 8 | '0': case '>' << 8 | '(':
        return inside ? place(QUOTE, 9.0) : NOWHERE;
    case ':' << 8 | '"': case ',' << 8 | '"': case '.' << 8 | '"': case 'a' << 8 | '"': case '0' << 8 | '"':
        return goes_on && (first(s, p + 1) & IS_ALNUM) ? place(OPENING, 7.0) : NOWHERE;
    case '"' << 8 | 'a': case '"' << 8 | '0': case ')' << 8 | '<':
        return inside ? place(CLOSING, 7.0) : NOWHERE;
    case '%' << 8 | 'a': case '%' << 8 | '(':
        return place(DIGITS, 8.0);
    case 'a' << 8 | '$':  /* `of$5`; but US$5 */
        return is_low(t, p[-1].from, p[-1].to) && size_of(p - 1) > 1 && goes_on && p[1].class == '0'
                   ? place(DIGITS, 8.0)
                   : NOWHERE;
    case 'a' << 8 | '_': case '0' << 8 | '_':
        return goes_on ? NOWHERE : place(DASH, 1.0);
    case '.' << 8 | '-':
        return goes_on ? NOWHERE : place(DASH, 1.0);
    case 'a' << 8 | '.':  /* `word..` */
        return goes_on && is_sign(s, p, '.') && is_sign(s, p + 1, '.') ? place(ELLIPSIS, 0.0) : NOWHERE;
    case '&' << 8 | 'a': case '+' << 8 | 'a':  /* `&Replace`; but AT&T, R&D */
        return s->n == 1 && size_of(p) > 2 ? place(SIGN, 2.0) : NOWHERE;
    default: return NOWHERE;
    }
}

/* ---- a token ----------------------------------------------------------------------------------------------------- */

/* Cut a token into pieces, up to character `end`. */
static void cut(struct pieces *s, int end)
{
    const struct token *t = s->token;
    s->number = 0;
    for (int at = 0; at < end;) {
        struct piece *p = s->piece + s->number++;
        p->from = at;
        p->class = class_of(t->point[at], t->bits[at], s->judge->bounds->low_quotes != 0.0);
        if (is_run(t->bits[at], t->point[at])) {
            while (at < end && is_run(t->bits[at], t->point[at]))
                at++;
        } else if (t->bits[at] & IS_DECIMAL) {
            while (at < end && (t->bits[at] & IS_DECIMAL)) {
                at++;
                uint32_t sign = at + 1 < end ? t->point[at] : 0;
                if ((sign == '.' || sign == ',' || sign == ':') && (t->bits[at + 1] & IS_DECIMAL))
                    at++;
            }
        } else {
            at++;
        }
        p->to = at;
    }
}

/* `May 21,2020`: no number has four digits after a comma.  Where its year begins, or 0. */
static int year_in(const struct token *t, const struct piece *p)
{
    int size = p->to - p->from, at = p->to - 4;
    if ((size != 6 && size != 7) || t->point[at - 1] != ',')
        return 0;
    if (size == 7 && (t->point[p->from] < '0' || t->point[p->from] > '3'))
        return 0;
    for (int n = p->from; n < p->to; n++)
        if (n != at - 1 && !(t->bits[n] & IS_DECIMAL))
            return 0;
    uint32_t century = t->point[at] << 8 | t->point[at + 1];
    return century == ('1' << 8 | '9') || century == ('2' << 8 | '0') ? at : 0;
}

/* Whether a word is elided here: an apostrophe, and a vowel or an h behind it; in languages that elide. */
static int elides(const struct judge *judge, const struct token *t, int at)
{
    uint32_t sign = at + 1 < t->size ? t->point[at] : 0, vowel = sign ? t->small[at + 1] : 0;
    if (judge->bounds->possessive > 0.0 || (sign != '\'' && sign != 0x2019) || !(t->bits[at + 1] & IS_LETTER))
        return 0;
    return vowel >= 128 || strchr("aeiouyh", (int)vowel) != NULL;
}

/* Every place in a token where a space may be missing, from left to right; their number.  `found` has room for
   LONGEST. */
int in_token(const struct judge *judge, const struct token *t, struct split *found)
{
    struct pieces s;
    int number = 0, end = t->size;
    if (end < 3 || is_untouched(judge, t))
        return 0;
    for (int at = 0; at < t->size; at++)
        if (t->point[at] == '/') {
            if (!says(t, end - 3, "./."))  /* a sign-off */
                return 0;
            end -= 3;
            break;
        }
    s.judge = judge;
    s.token = t;
    cut(&s, end);
    for (s.n = 0; s.n < s.number; s.n++) {
        const struct piece *p = s.piece + s.n;
        if (s.n > 0) {
            struct split one = between(&s);
            if (one.score > judge->bounds->least) {
                one.at = (int16_t)(one.at + p->from);
                found[number++] = one;
            }
        }
        if (size_of(p) > 1 && (first(&s, p) & IS_LETTER)) {
            uint32_t sign = s.n > 1 ? t->point[p[-1].from] : 0, next = s.n + 1 < s.number ? t->point[p->to] : 0;
            if (judge->bounds->possessive > 0.0 && (sign == '\'' || sign == 0x2019) && (last(&s, p - 2) & IS_LETTER))
                number += behind_clitic(judge, t, p->from, p->to, found + number);
            else
                number += in_run(judge, t, p->from, p->to, elides(judge, t, p->to) ? '\'' : next == '\'' ? 0 : next, found + number);
        } else if ((first(&s, p) & IS_DIGIT) && (found[number].at = (int16_t)year_in(t, p)) != 0) {
            found[number].score = 9.0;
            found[number++].kind = DIGITS;
        }
    }
    return number;
}
