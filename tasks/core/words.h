/* Words: what near.c makes of texts, and pairs.c compares. */
#ifndef CLEANCOPY_WORDS_H
#define CLEANCOPY_WORDS_H

enum { SHINGLE = 5 };                         /* words that a shingle has; `shingles.SIZE` */
enum { NUMBER = 1, CAPITAL = 2, OPENS = 4 };  /* what a word is: holds digits, has a capital, begins a sentence */

#include "core.h"

/* Shingles of a text of so many words: one for the whole of a text that has fewer than SHINGLE. */
static inline int64_t shingles_of(int64_t words)
{
    return words >= SHINGLE ? words - SHINGLE + 1 : words > 0;
}

#endif
