/* A text as it is compared where case does not count, or neither case nor signs do. */
#include "core.h"

/* Writes a code point in UTF-8; returns where the next one goes. */
static uint8_t *put(uint8_t *to, uint32_t point)
{
    if (point < 0x80) {
        *to++ = (uint8_t)point;
        return to;
    }
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const uint8_t LEAD[] = {0, 0xC0, 0xE0, 0xF0};
    *to++ = (uint8_t)(LEAD[more] | point >> 6 * more);
    while (more-- > 0)
        *to++ = (uint8_t)(0x80 | (point >> 6 * more & 0x3F));
    return to;
}

/* The text in small letters, those that are one character, in room for three times its bytes; returns their number. */
EXPORTED int64_t fold_small(const uint8_t *text, int64_t size, uint8_t *folded)
{
    uint8_t *to = folded;
    for (size_t at = 0, after; at < (size_t)size; at = after)
        if (text[at] < 0x80) {
            *to++ = (uint8_t)(text[at] + (text[at] >= 'A' && text[at] <= 'Z' ? 'a' - 'A' : 0));
            after = at + 1;
        } else {
            to = put(to, small_of(read_point(text, at, (size_t)size, &after)));
        }
    return to - folded;
}

/* As str.casefold has it, where that is more than a small letter. */
static uint8_t *put_folded(uint8_t *to, uint32_t point)
{
    int low = 0, high = (int)(sizeof FOLDS / sizeof *FOLDS) - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (FOLDS[middle].point < point)
            low = middle + 1;
        else
            high = middle;
    }
    for (int n = 0; n < 3 && FOLDS[low].to[n]; n++)
        to = put(to, FOLDS[low].to[n]);
    return to;
}

/* Only the casefolded letters and digits of a text, and its line breaks, in room as above.  What is beyond ASCII stays,
   but for the signs of Latin-1, general punctuation and the byte order mark. */
EXPORTED int64_t fold_letters(const uint8_t *text, int64_t size, uint8_t *folded)
{
    uint8_t *to = folded;
    for (size_t at = 0, after; at < (size_t)size; at = after) {
        uint32_t point = text[at];
        if (point < 0x80) {
            /* Without a branch: nobody can tell where the next blank stands. */
            uint32_t letter = (point | 0x20) - 'a' < 26, digit = point - '0' < 10;
            *to = (uint8_t)(point | letter << 5);
            to += letter | digit | (point == '\n');
            after = at + 1;
            continue;
        }
        point = read_point(text, at, (size_t)size, &after);
        const struct character *is = character_of(point);
        if (is->bits & IS_FOLDED)
            to = put_folded(to, point);
        else if (point >= 0xC0 && (point < 0x2000 || point >= 0x2080) && point != 0xFEFF)
            to = put(to, (uint32_t)((int32_t)point + is->small));
    }
    return to - folded;
}
