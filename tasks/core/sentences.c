/* In which language the sentence around a place is: spared.py asks it of every place that was found. */
#include "spacing.h"

enum { WINDOW = 240 };  /* characters of a sentence that are read at each side */
enum { FEWEST = 4 };    /* words that tell a language */

/* A text as its code points, and the words that are left aside, since they may be two: a table of a power of two of
   slots, 0 for none. */
struct page {
    const uint32_t *points;
    int64_t size;
    const uint64_t *lexicon;
    const struct bounds *bounds;
    const uint64_t *strange;
    uint64_t slots;
};

/* What was heard of some words: how many, how many of them English only, the sum of their shares. */
struct heard {
    int64_t words, telling;
    double shares;
};

static uint32_t bits_of(const struct page *p, int64_t at)
{
    return character_of(p->points[at] < 0x110000 ? p->points[at] : 0xFFFD)->bits;
}

static int is_stop(uint32_t point)
{
    return point == '.' || point == '!' || point == '?' || point == 0x2026;
}

static int is_closing(uint32_t point)
{
    return point == '"' || point == 0x201D || point == 0x2019 || point == ')';
}

/* A line end, a quotation mark that is curly or pointed, a stop or comma of a script without blanks. */
static int ends_alone(uint32_t point)
{
    return point == '\n' || point == 0x201C || point == 0x201D || point == 0xAB || point == 0xBB || point == 0x3002
           || point == 0xFF01 || point == 0xFF1F || point == 0xFF0C || point == 0x3001;
}

/* The end of a sentence from `at` on, before `end`: where it begins, and in `*after` where the next sentence does;
   -1 for none.  Stops, what closes behind them, and a blank; or one of ends_alone(). */
static int64_t sentence_end(const struct page *p, int64_t at, int64_t end, int64_t *after)
{
    for (; at < end; at++) {
        int64_t next = at;
        while (next < end && is_stop(p->points[next]))
            next++;
        if (next > at) {
            int64_t closed = next;
            while (closed < end && is_closing(p->points[closed]))
                closed++;
            if (closed < end && (bits_of(p, closed) & IS_BLANK)) {
                *after = closed + 1;
                return at;
            }
            at = next - 1;
        } else if (ends_alone(p->points[at])) {
            *after = at + 1;
            return at;
        }
    }
    return -1;
}

static int is_strange(const struct page *p, uint64_t word)
{
    uint64_t slot = (word ^ word >> 32) & (p->slots - 1);
    while (p->strange[slot] != 0 && p->strange[slot] != word)
        slot = (slot + 1) & (p->slots - 1);
    return p->strange[slot] == word;
}

/* Hear the words from one character to another that begin with no capital and are not strange. */
static void hear(const struct page *p, int64_t from, int64_t to, struct heard *heard)
{
    for (int64_t at = from; at < to; at++) {
        int64_t begin = at;
        uint64_t key = 0;
        for (; at < to; at++) {
            uint32_t bits = bits_of(p, at);
            if (!(bits & IS_ALNUM) || (bits & IS_DECIMAL))
                break;
            key = longer(key, p->points[at]);
        }
        if (at == begin || (bits_of(p, begin) & IS_UPPER) || is_strange(p, key))
            continue;
        uint32_t entry = entry_of(p->lexicon, key);
        double share = share_of(entry, p->bounds->unknown);
        heard->words++;
        heard->telling += (entry & TELLING) != 0;
        heard->shares += share > p->bounds->unknown ? share : p->bounds->unknown;
    }
}

/* Whether a sentence is not English, its token aside; a short one is as its line is. */
static int is_foreign(const struct page *p, int64_t first, int64_t start, int64_t end, int64_t last)
{
    static const struct heard NOTHING;
    struct heard heard = NOTHING;
    hear(p, first, start, &heard);
    hear(p, end, last, &heard);
    if (heard.words < FEWEST) {
        first = start > WINDOW ? start - WINDOW : 0;
        last = end + WINDOW < p->size ? end + WINDOW : p->size;
        for (int64_t at = start - 1; at >= first; at--)
            if (p->points[at] == '\n') {
                first = at + 1;
                break;
            }
        for (int64_t at = end; at < last; at++)
            if (p->points[at] == '\n')
                last = at;
        heard = NOTHING;
        hear(p, first, start, &heard);
        hear(p, end, last, &heard);
        if (heard.words < FEWEST)
            return 0;
    }
    if (heard.telling * 8 >= heard.words)
        return 0;
    return heard.shares / (double)heard.words < (heard.telling ? p->bounds->certainly : p->bounds->native);
}

/* Of places in order, in characters: whether each stands in a sentence that is not English, and where its token begins
   and ends.  `strange` are words, a newline behind each; `table` has room for twice as many, a power of two of slots,
   which are empty. */
EXPORTED void sentences_foreign(const uint64_t *lexicon, const struct bounds *bounds, const uint32_t *points,
                                int64_t size, const uint8_t *strange, int64_t length, uint64_t *table, int64_t slots,
                                const int64_t *places, int64_t number, int64_t *found)
{
    struct page p = {points, size, lexicon, bounds, table, (uint64_t)slots};
    uint64_t key = 0;
    int64_t known = -1;
    int foreign = 0;
    for (size_t at = 0, after; at < (size_t)length; at = after) {
        uint32_t point = read_point(strange, at, (size_t)length, &after);
        if (point != '\n') {
            key = longer(key, point);
            continue;
        }
        uint64_t slot = (key ^ key >> 32) & (p.slots - 1);
        while (table[slot] != 0 && table[slot] != key)
            slot = (slot + 1) & (p.slots - 1);
        table[slot] = key;
        key = 0;
    }
    for (int64_t n = 0; n < number; n++) {
        int64_t start = places[n] < 0 ? 0 : places[n] < size ? places[n] : size, end = start, after, last;
        while (start > 0 && !(bits_of(&p, start - 1) & IS_BLANK))
            start--;
        while (end < size && !(bits_of(&p, end) & IS_BLANK))
            end++;
        int64_t first = start > WINDOW ? start - WINDOW : 0, at = first;
        while (sentence_end(&p, at, start, &after) >= 0)
            at = first = after;
        if (first != known) {
            int64_t most = end + WINDOW < size ? end + WINDOW : size;
            last = sentence_end(&p, end, most, &after);
            foreign = is_foreign(&p, first, start, end, last < 0 ? most : last + 1);
            known = first;
        }
        found[3 * n] = foreign;
        found[3 * n + 1] = start;
        found[3 * n + 2] = end;
    }
}
