/* Phrases: which of some phrases stand in a text, in one pass; the gate before rules that are slower to ask. */
#include <string.h>

#include "core.h"

enum { WINDOW = 4, HEADS = 4096 };  /* bytes that are hashed, and chains of phrases that begin with the same ones */

/* A list of phrases of WINDOW bytes or more: their bytes, where each begins (one more than there are), the first phrase
   of each chain, and the next one of the same chain, or -1. */
struct phrases {
    const uint8_t *bytes;
    const int32_t *begins, *first, *next;
    int32_t count;
};

static inline uint32_t head_of(const uint8_t *bytes)
{
    uint32_t window = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    return window * 0x9E3779B1u >> 20;
}

/* Fill the chains of a list. */
EXPORTED void phrases_chain(const uint8_t *bytes, const int32_t *begins, int64_t count, int32_t *first, int32_t *next)
{
    for (int64_t head = 0; head < HEADS; head++)
        first[head] = -1;
    for (int64_t n = count - 1; n >= 0; n--) {
        uint32_t head = head_of(bytes + begins[n]);
        next[n] = first[head];
        first[head] = (int32_t)n;
    }
}

/* Mark in `found` the phrases that stand in a text, and return how many they are; without it (NULL), whether any does. */
EXPORTED int64_t phrases_find(const uint8_t *text, int64_t size, const struct phrases *list, uint8_t *found)
{
    int64_t number = 0;
    for (int64_t at = 0; at + WINDOW <= size; at++)
        for (int32_t n = list->first[head_of(text + at)]; n >= 0; n = list->next[n]) {
            int64_t length = list->begins[n + 1] - list->begins[n];
            if ((found && found[n]) || length > size - at
                || memcmp(text + at, list->bytes + list->begins[n], (size_t)length))
                continue;
            if (!found)
                return 1;
            found[n] = 1;
            if (++number == list->count)
                return number;
        }
    return number;
}
