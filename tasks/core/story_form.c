/* What a paragraph looks like where it begins and ends: its stop, its opening, an address, a time, a dateline.

   Each scanner says what the pattern above it matches.  They look at the first START characters, the last TAIL. */
#include "story.h"

enum { START = 120, TAIL = 12, ADDRESSES = 300 };

/* A part of a line: characters, what they are, and how many; before and behind them are line breaks. */
struct span {
    const uint32_t *points, *bits;
    int64_t count;
};

static inline uint32_t point_at(const struct span *span, int64_t at)
{
    return (uint64_t)at < (uint64_t)span->count ? span->points[at] : '\n';
}

static inline uint32_t bits_at(const struct span *span, int64_t at)
{
    return (uint64_t)at < (uint64_t)span->count ? span->bits[at] : 0;
}

/* \w */
static inline int wordly(const struct span *span, int64_t at)
{
    return (bits_at(span, at) & IS_ALNUM) || point_at(span, at) == '_';
}

static inline int one_of(uint32_t point, const uint32_t *these)
{
    for (; *these; these++)
        if (*these == point)
            return 1;
    return 0;
}

static inline int is_dash(uint32_t point)
{
    return point == '-' || point == 0x2013 || point == 0x2014;
}

static int says(const struct span *span, int64_t at, const char *word)
{
    for (; *word; word++, at++)
        if (point_at(span, at) != (uint8_t)*word)
            return 0;
    return 1;
}

/* So many decimals stand from a place on, at most. */
static int64_t decimals(const struct span *span, int64_t at, int64_t most)
{
    int64_t n = 0;
    while (n < most && (bits_at(span, at + n) & IS_DECIMAL))
        n++;
    return n;
}

/* https?://|www\.|\w@\w|\.com\b */
static int has_address(const struct span *span)
{
    for (int64_t at = 0; at < span->count; at++)
        switch (span->points[at]) {
        case 'h':
            if (says(span, at, "http://") || says(span, at, "https://"))
                return 1;
            break;
        case 'w':
            if (says(span, at, "www."))
                return 1;
            break;
        case '@':
            if (at > 0 && wordly(span, at - 1) && wordly(span, at + 1))
                return 1;
            break;
        case '.':
            if (says(span, at, ".com") && !wordly(span, at + 4))
                return 1;
        }
    return 0;
}

/* Two decimals at a place, and no word that goes on behind them: \d\d\b */
static int two_end(const struct span *span, int64_t at)
{
    return decimals(span, at, 2) == 2 && !wordly(span, at + 2);
}

/* \d(?:[:.]\d\d\b|\d?[./]\d{1,2}[./]\d{2,4}\b|\d{3}[-/.]\d\d[-/.]\d\d\b|\d{3}年|\d? \w+ ago\b) at a decimal */
static int is_time(const struct span *span, int64_t at)
{
    uint32_t next = point_at(span, at + 1);
    if ((next == ':' || next == '.') && two_end(span, at + 2))
        return 1;
    int64_t more = decimals(span, at + 1, 3), behind = at + 1 + more;
    uint32_t sign = point_at(span, behind);
    if (more < 2 && (sign == '.' || sign == '/')) {
        int64_t month = decimals(span, behind + 1, 2), second = behind + 1 + month;
        if (month && (point_at(span, second) == '.' || point_at(span, second) == '/')) {
            int64_t year = decimals(span, second + 1, 5);
            if (year >= 2 && year <= 4 && !wordly(span, second + 1 + year))
                return 1;
        }
    }
    if (more < 2 && sign == ' ') {
        int64_t end = behind + 1;
        while (wordly(span, end))
            end++;
        if (end > behind + 1 && says(span, end, " ago") && !wordly(span, end + 4))
            return 1;
    }
    if (more < 3)
        return 0;
    if (sign == 0x5E74)  /* year */
        return 1;
    if (sign != '-' && sign != '/' && sign != '.')
        return 0;
    uint32_t other = point_at(span, behind + 3);
    return decimals(span, behind + 1, 2) == 2 && (other == '-' || other == '/' || other == '.')
        && two_end(span, behind + 4);
}

static int has_time(const struct span *span)
{
    for (int64_t at = 0; at < span->count; at++)
        if ((span->bits[at] & IS_DECIMAL) && is_time(span, at))
            return 1;
    return 0;
}

/* [•·*▪●■►»>–—+-]\s?|\d{1,3}[.)]\s where no letter begins */
static int has_bullet(const struct span *span)
{
    static const uint32_t BULLETS[] = {
        0x2022, 0xB7, '*', 0x25AA, 0x25CF, 0x25A0, 0x25BA, 0xBB, '>', 0x2013, 0x2014, '+', '-', 0};
    if (one_of(point_at(span, 0), BULLETS))
        return 1;
    int64_t digits = decimals(span, 0, 3);
    uint32_t sign = point_at(span, digits);
    return digits > 0 && (sign == '.' || sign == ')') && (bits_at(span, digits + 1) & IS_BLANK);
}

/* \s*[-–—]{1,2}\s */
static int dash_follows(const struct span *span, int64_t at)
{
    while (bits_at(span, at) & IS_BLANK)
        at++;
    if (!is_dash(point_at(span, at)))
        return 0;
    return (bits_at(span, at + 1) & IS_BLANK)
        || (is_dash(point_at(span, at + 1)) && (bits_at(span, at + 2) & IS_BLANK));
}

/* [^\W\d_a-z][^.!?\d]{2,40}(?:[^.!?]{0,30}\([^()]{2,24}\))?\s*[-–—]{1,2}\s with a dash among characters 3 to 73 */
static int has_dateline(const struct span *span)
{
    enum { LEAST = 2, MOST = 40, FURTHER = 30, WITHIN = 24 };
    uint32_t first = point_at(span, 0);
    if (!(bits_at(span, 0) & IS_ALNUM) || (bits_at(span, 0) & IS_DECIMAL) || (first >= 'a' && first <= 'z'))
        return 0;
    int64_t dash = 3, stop = 1;
    while (dash < 74 && dash < span->count && !is_dash(span->points[dash]))
        dash++;
    if (dash >= 74 || dash >= span->count)
        return 0;
    while (stop < span->count && !(span->points[stop] == '.' || span->points[stop] == '!' || span->points[stop] == '?'))
        stop++;
    int64_t plain = 1;  /* the first decimal or stop */
    while (plain < stop && !(span->bits[plain] & IS_DECIMAL))
        plain++;
    int64_t run = least(plain - 1, MOST);
    for (int64_t size = LEAST; size <= run; size++)
        if (dash_follows(span, 1 + size))
            return 1;
    if (run < LEAST)
        return 0;
    for (int64_t open = 1 + LEAST; open <= 1 + run + FURTHER && open < stop; open++) {
        if (span->points[open] != '(')
            continue;
        int64_t end = open + 1;
        while (end < span->count && span->points[end] != '(' && span->points[end] != ')')
            end++;
        if (point_at(span, end) == ')' && end - open - 1 >= 2 && end - open - 1 <= WITHIN && dash_follows(span, end + 1))
            return 1;
    }
    return 0;
}

/* The last TAIL characters of a text; returns how many there are. */
static int64_t read_tail(const uint8_t *begin, const uint8_t *end, uint32_t *points, uint32_t *bits)
{
    uint32_t all[4 * TAIL];
    size_t size = (size_t)(end - begin), at = size < 4 * TAIL ? 0 : size - 4 * TAIL, after;
    while (at > 0 && at < size && (begin[at] & 0xC0) == 0x80)
        at++;
    int64_t count = 0;
    for (; at < size; at = after)
        all[count++] = read_point(begin, at, size, &after);
    int64_t kept = least(count, TAIL);
    for (int64_t n = 0; n < kept; n++) {
        points[n] = all[count - kept + n];
        bits[n] = character_of(points[n])->bits;
    }
    return kept;
}

/* The columns of a paragraph that say how it begins and ends; of one of no characters all are 0. */
void paragraph_form(const struct line *line, const uint8_t *begin, const uint8_t *end, int32_t *row)
{
    static const uint32_t CLOSING[] = {'"', '\'', 0x201D, 0x2019, 0xBB, ')', ']', 0x300D, 0x300F, 0x203A, 0};
    static const uint32_t STOPS[] = {'.', 0x3002, 0x1362, 0x964, 0x6D4, 0xFF0E, 0};
    static const uint32_t ASKING[] = {'!', '?', 0xFF01, 0xFF1F, 0x61F, 0};
    static const uint32_t QUOTING[] = {'"', 0x201C, '\'', 0x2018, 0xAB, 0x201E, 0x300C, 0x300E, 0x2039, 0};
    static const uint32_t BRACKETS[] = {'(', '[', 0xFF08, 0x3010, 0x2014, 0x2013, 0};
    uint32_t points[TAIL], bits[TAIL];
    struct span tail = {points, bits, read_tail(begin, end, points, bits)};
    struct span start = {line->points, line->bits, least(line->kept, START)};
    struct span longer = {line->points, line->bits, least(line->kept, ADDRESSES)};
    int64_t last = tail.count - 1;
    while (last > 0 && one_of(points[last], CLOSING))
        last--;
    if (last == 0 && one_of(points[0], CLOSING))
        last = tail.count - 1;
    uint32_t final = last < 0 ? 0 : points[last], first = point_at(&start, 0), is = bits_at(&start, 0);
    int cut = point_at(&tail, tail.count - 1) == 0x2026 || (tail.count > 2 && says(&tail, tail.count - 3, "..."));
    for (int64_t at = 0; at < tail.count; at++) {
        cut |= points[at] == 0x2026 && point_at(&tail, at + 1) == ']';
        cut |= at >= tail.count - 7 && at + 3 < tail.count && says(&tail, at, "...");
    }
    int early = 0;
    for (int64_t at = 0; at < 50 && at < start.count; at++)
        early |= (start.points[at] == ':' && at < 49 && point_at(&start, at + 1) == ' ')
            || (start.points[at] == 0xFF1A && at < 20);
    row[STOP] = one_of(final, STOPS) && !cut;
    row[ASKS] = one_of(final, ASKING);
    row[CUT_SHORT] = cut;
    row[COLON] = final == ':' || final == 0xFF1A;
    row[OPEN] = last >= 0 && (bits[last] & IS_ALNUM);
    row[QUOTE] = one_of(first, QUOTING);
    row[LOWER] = (is & IS_LOWER) != 0;
    row[DIGIT] = (is & IS_DIGIT) != 0;
    row[BULLET] = !(is & IS_LETTER) && has_bullet(&start);
    row[BRACKET] = one_of(first, BRACKETS);
    row[ADDRESS] = has_address(&longer);
    row[COLON_EARLY] = early;
    row[TIME] = has_time(&start);
    row[DATED] = has_dateline(&start);
}
