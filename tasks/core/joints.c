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

static int is_small(uint8_t byte)
{
    return byte >= 'a' && byte <= 'z';
}

/* Whether a word, or a contraction, goes on at this byte. */
static int goes_on(const uint8_t *text, size_t at, size_t size)
{
    size_t after;
    uint32_t point = at < size ? read_point(text, at, size, &after) : ' ';
    return (character_of(point)->bits & IS_ALNUM) || point == '_' || point == '\'' || point == 0x2019;
}

/* By how many letters a place between two words of small letters is off: one beside it is far likelier. */
static int off(const uint64_t *lexicon, const struct bounds *b, const uint8_t *text, size_t size, size_t at)
{
    size_t first = at, end = at, before;
    uint64_t begun[LONGEST + 1] = {0};
    int best = 0;
    while (first > 0 && at - first < LONGEST && is_small(text[first - 1]))
        first--;
    while (end < size && end - first < LONGEST && is_small(text[end]))
        end++;
    for (before = first; before > 0 && before + 4 > first && (text[before - 1] & 0xC0) == 0x80;)
        before--;
    before -= before > 0;
    if (first == at || end == at || (first > 0 && goes_on(text, before, first)) || goes_on(text, end, size))
        return 0;
    int run = (int)(end - first), own = (int)(at - first);
    for (int n = 0; n < run; n++)
        begun[n + 1] = longer(begun[n], text[first + (size_t)n]);
    double most = 0.0;
    for (int step = 0; step <= 2 * AROUND; step++) {
        int shift = step == 0 ? 0 : step <= AROUND ? step - AROUND - 1 : step - AROUND, k = own + shift;
        if (k < 1 || k >= run)
            continue;
        uint32_t left = entry_of(lexicon, begun[k]);
        uint32_t right = entry_of(lexicon, begun[run] - begun[k] * POWERS[run - k]);
        double both = likely(b, left, k) + likely(b, right, run - k);
        if (step == 0) {
            most = both + b->joint;
        } else if (both > most && is_side(b, left, k) && is_side(b, right, run - k)) {
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
