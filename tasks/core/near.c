/* Near: the words of articles, their shingles, and the signatures and samples made of those. */
#include "core.h"
#include "words.h"

static const uint32_t FNV_START = 2166136261u, FNV_PRIME = 16777619u;

/* The finaliser of MurmurHash3, which datasketch's scheme affine32 puts before its permutations. */
static inline uint32_t mix(uint32_t h)
{
    h ^= h >> 16;
    h *= 0x85EBCA6Bu;
    h ^= h >> 13;
    h *= 0xC2B2AE35u;
    return h ^ h >> 16;
}

/* A text on the way to its words. */
struct words {
    uint32_t *hashes;
    uint8_t *flags;
    int64_t count;
    uint32_t value;   /* FNV-1a of the small letters of the word so far */
    int64_t length;   /* its characters */
    uint8_t flag;
    uint8_t opens;    /* OPENS when the next word begins a sentence */
};

static inline void word_ends(struct words *w)
{
    if (w->length == 0)
        return;
    w->hashes[w->count] = w->value;
    w->flags[w->count++] = w->flag;
    w->value = FNV_START;
    w->length = 0;
}

static inline int is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* Words of `count` texts that lie one behind the other and end at `ends`; how many each has.  Returns their number.
   There are never more words than bytes, so `hashes` and `flags` have room for one a byte.
   A sentence ends at a full stop and a space, at the stops of other scripts, and where a sign is followed by a space:
   Thai and its neighbours write no stops, and put spaces between clauses only.  Thousands separators are dropped. */
EXPORTED int64_t near_words(const uint8_t *text, int64_t size, const int64_t *ends, int64_t count,
                            uint32_t *hashes, uint8_t *flags, int64_t *counts)
{
    struct words w = {hashes, flags, 0, FNV_START, 0, 0, OPENS};
    size_t at = 0;
    for (int64_t i = 0; i < count; i++) {
        size_t end = (size_t)(ends[i] < size ? ends[i] : size), begin = at;
        int64_t first = w.count;
        int stopped = 0;
        w.opens = OPENS;
        while (at < end) {
            size_t after;
            uint32_t point = read_point(text, at, end, &after);
            const struct character *is = character_of(point);
            if (is->bits & (IS_WORD_LETTER | IS_WORD_DIGIT)) {
                if (w.length == 0) {
                    w.flag = w.opens;
                    w.opens = 0;
                    stopped = 0;
                }
                w.flag |= is->bits & IS_WORD_DIGIT ? NUMBER : is->small != 0 ? CAPITAL : 0;
                w.value = (w.value ^ small_of(point)) * FNV_PRIME;
                w.length++;
            } else if ((point == ',' || point == '.') && w.length > 0 && (w.flag & NUMBER) && after < end
                       && at > begin && is_digit(text[after]) && is_digit(text[at - 1])) {
                if (point == '.')
                    w.value = (w.value ^ point) * FNV_PRIME;
            } else {
                word_ends(&w);
                if (is->bits & IS_WORD_SIGN) {
                    w.hashes[w.count] = (FNV_START ^ small_of(point)) * FNV_PRIME;
                    w.flags[w.count++] = w.opens;
                    w.opens = 0;
                    stopped = 1;
                } else if (point == '\n' || (is->bits & IS_SENTENCE_END)) {
                    w.opens = OPENS;
                } else if (point == '.' || point == '!' || point == '?') {
                    stopped = 1;
                } else if (point == ' ' && stopped) {
                    w.opens = OPENS;
                }
            }
            at = after;
        }
        word_ends(&w);
        counts[i] = w.count - first;
    }
    return w.count;
}

/* A hash for each SHINGLE words in a row, one for the whole of a shorter text; how many each text has.
   Returns their number; never more than words. */
EXPORTED int64_t near_shingles(const uint32_t *words, const int64_t *counts, int64_t texts,
                               uint32_t *shingles, int64_t *lengths)
{
    int64_t made = 0;
    for (int64_t i = 0; i < texts; i++) {
        int64_t span = counts[i] < SHINGLE ? counts[i] : SHINGLE;
        lengths[i] = shingles_of(counts[i]);
        for (int64_t k = 0; k < lengths[i]; k++) {
            uint32_t value = 0x9E3779B9u;
            for (int64_t j = 0; j < span; j++) {
                value = (value ^ words[k + j]) * 0x01000193u + 0x7F4A7C15u;
                value ^= value >> 15;
            }
            value *= 0x2C1B3C6Du;
            shingles[made++] = value ^ value >> 12;
        }
        words += counts[i];
    }
    return made;
}

/* Datasketch's affine32: min(a * mix(h) + b mod 2**32) over the shingles of each text, `width` values a text.
   `mixed` has room for the shingles of the longest text.  One permutation after the other keeps the inner loop in
   vector registers. */
EXPORTED WIDE_REGISTERS void near_minhash(const uint32_t *shingles, const int64_t *lengths, int64_t texts, const uint32_t *a,
                           const uint32_t *b, int64_t width, uint32_t *mixed, uint32_t *signatures)
{
    for (int64_t i = 0; i < texts; i++) {
        for (int64_t k = 0; k < lengths[i]; k++)
            mixed[k] = mix(shingles[k]);
        for (int64_t p = 0; p < width; p++) {
            uint32_t low = UINT32_MAX, slope = a[p], shift = b[p];
            for (int64_t k = 0; k < lengths[i]; k++) {
                uint32_t value = slope * mixed[k] + shift;
                low = value < low ? value : low;
            }
            signatures[i * width + p] = low;
        }
        shingles += lengths[i];
    }
}

/* The shingles whose mixed hash is below `limit`, each below the number of its text: the sample of `bands`.
   Returns their number; never more than shingles. */
EXPORTED int64_t near_sample(const uint32_t *shingles, const int64_t *lengths, int64_t texts, uint32_t salt,
                             uint32_t limit, uint64_t *sample)
{
    int64_t made = 0;
    for (int64_t i = 0; i < texts; i++)
        for (int64_t k = 0; k < lengths[i]; k++) {
            uint32_t h = mix(*shingles++ ^ salt);
            if (h < limit)
                sample[made++] = (uint64_t)i << 32 | h;
        }
    return made;
}
