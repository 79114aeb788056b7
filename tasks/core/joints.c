/* Where exactly two words meet that grew together, when a letter could belong to either.

   What runs.c takes for no word, since words begin or end with it (`less`, `re`, `th`), and what the width of lines
   says, may put a place a letter off: `les sconvinced`, `the irreligious`.  Both sides are weighed as plain words. */
#include "spacing.h"

enum { AROUND = 3 };  /* letters to the left and right that a place may be off */

/* How likely a word of small letters is, by itself. */
static double likely(const struct bounds *b, uint32_t entry, int size)
{
    double unlisted = b->unlisted[LOW] - b->letter[LOW] * size;
    return size < 3 && !(entry & SHORT) ? unlisted : share_of(entry, unlisted);
}

/* Whether a word is common enough for a place to be moved to it. */
static int is_side(const struct bounds *b, uint32_t entry, int size)
{
    return share_of(entry, NEVER) >= b->side && (size >= 3 || (entry & SHORT));
}

/* Where the character before a byte begins; the byte itself at the beginning of a text. */
static size_t before(const uint8_t *text, size_t at)
{
    size_t start = at;
    if (start > 0)
        start--;
    while (start > 0 && start + 4 > at && (text[start] & 0xC0) == 0x80)
        start--;
    return start;
}

/* The bits of the character at a byte; none at the end of a text. */
static uint32_t bits_at(const uint8_t *text, size_t at, size_t size, size_t *after)
{
    return at < size ? character_of(read_point(text, at, size, after))->bits : 0;
}

/* Whether a word, or a contraction, goes on at this byte; where words are elided, an apostrophe ends one. */
static int goes_on(const struct bounds *b, const uint8_t *text, size_t at, size_t size, int *elided)
{
    size_t after;
    uint32_t point = at < size ? read_point(text, at, size, &after) : ' ';
    *elided = b->possessive <= 0.0 && (point == '\'' || point == 0x2019);
    return (character_of(point)->bits & IS_ALNUM) || point == '_'
           || (!*elided && (point == '\'' || point == 0x2019));
}

/* By how many letters a place between two words of small letters is off: one beside it is far likelier. */
static int off(const uint64_t *lexicon, const struct bounds *b, const uint8_t *text, size_t size, size_t at)
{
    size_t first = at, end, after;
    uint64_t begun[2 * LONGEST + 1] = {0};
    int best = 0, own = 0, run = 0, elided;
    for (uint32_t bits = IS_LOWER; first > 0 && own < LONGEST && (bits & IS_LOWER);) {  /* a capital may begin it */
        bits = bits_at(text, before(text, first), size, &after);
        if (!(bits & (IS_LOWER | IS_UPPER)))
            break;
        first = before(text, first);
        own++;
    }
    for (end = first; run < own + LONGEST && (bits_at(text, end, size, &after) & (run ? IS_LOWER : IS_LOWER | IS_UPPER));
         run++, end = after)
        begun[run + 1] = longer(begun[run], small_of(read_point(text, end, size, &after)));
    if (own == 0 || run == own || run > LONGEST || (first > 0 && goes_on(b, text, before(text, first), first, &elided))
        || goes_on(b, text, end, size, &elided))
        return 0;
    double most = 0.0;
    for (int step = 0; step <= 2 * AROUND; step++) {
        int shift = step == 0 ? 0 : step <= AROUND ? step - AROUND - 1 : step - AROUND, k = own + shift;
        if (k < 1 || k >= run)
            continue;
        uint32_t left = entry_of(lexicon, begun[k]);
        uint32_t right = entry_of(lexicon, begun[run] - begun[k] * POWERS[run - k]);
        if (elided && !(right & ELIDED) && step > 0)
            continue;
        double both = likely(b, left, k) + (elided && (right & ELIDED) ? share_of(right, b->own) : likely(b, right, run - k));
        if (step == 0) {
            most = both + b->joint;
        } else if (both > most && is_side(b, left, k) && (elided || is_side(b, right, run - k))) {
            most = both;
            best = shift;
        }
    }
    return best;
}

/* Move each of these places, which stand in order and are counted in characters, to where the words meet. */
EXPORTED void joints_move(const uint64_t *lexicon, const struct bounds *bounds, const uint8_t *text, int64_t size,
                          int64_t *places, int64_t number)
{
    int64_t n = 0, point = 0;
    for (size_t at = 0, after; at < (size_t)size && n < number; at = after, point++) {
        for (; n < number && places[n] <= point; n++)
            places[n] += off(lexicon, bounds, text, (size_t)size, at);
        read_point(text, at, (size_t)size, &after);
    }
}
