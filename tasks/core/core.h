/* The core: what all loops over text share.

   Plain C99 without Python.h, called by ctypes from __init__.py, which says of each function what it gives.
   Nothing here allocates, keeps state or trusts its input: a text is bytes and their number, UTF-8 as Python
   encodes it, lone surrogates included; bytes that are none are read as U+FFFD, one by one. */
#ifndef CLEANCOPY_CORE_H
#define CLEANCOPY_CORE_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

/* A loop over whole numbers that is compiled a second time for processors with wide registers, and chosen when the
   library is loaded; the numbers are the same. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__GLIBC__)
#define WIDE_REGISTERS __attribute__((optimize("O3"), target_clones("avx2", "default")))
#else
#define WIDE_REGISTERS
#endif

struct character {
    uint32_t bits;  /* IS_... */
    int32_t small;  /* what to add for its small letter; 0 where that is not one character */
};

#include "characters.h"

static inline const struct character *character_of(uint32_t point)
{
    return point < 128 ? &ASCII[point] : &CHARACTERS[BLOCKS[BLOCK_OF[point >> 7]][point & 127]];
}

static inline uint32_t small_of(uint32_t point)
{
    return (uint32_t)((int32_t)point + character_of(point)->small);
}

/* The code point that begins at `at` < `end`, and in `after` where the next one begins: never beyond `end`. */
static inline uint32_t read_point(const uint8_t *text, size_t at, size_t end, size_t *after)
{
    uint8_t first = text[at];
    size_t more = first < 0x80 ? 0 : first < 0xC2 ? 4 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : 4;
    uint32_t point = first;
    *after = at + 1;
    if (more == 0)
        return point;
    if (more == 4 || end - at <= more)
        return 0xFFFD;
    point = first & (0x3Fu >> more);
    for (size_t n = 1; n <= more; n++) {
        if ((text[at + n] & 0xC0) != 0x80)
            return 0xFFFD;
        point = point << 6 | (text[at + n] & 0x3F);
    }
    if (point > 0x10FFFF || (more == 2 && point < 0x800) || (more == 3 && point < 0x10000))
        return 0xFFFD;
    *after = at + more + 1;
    return point;
}

#endif
