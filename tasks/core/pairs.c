/* Pairs: what two articles share, counted exactly on their words; the rule is `evidence.compare`. */
#include "core.h"
#include "words.h"

/* One article of a pair, in words: `evidence.Side`. */
struct side {
    int64_t words, shared, lead, first, last, longest, runs, hunks, slots, sentences, whole, intact, names, again;
};

/* A pair: `evidence.Evidence`. */
struct evidence {
    int64_t left_shingles, right_shingles, shared;
    int64_t left_numbers, right_numbers, shared_numbers;
    int64_t left_names, right_names, shared_names;
    struct side side[2];
};

/* Sorted distinct values. */
struct set {
    const uint32_t *values;
    int64_t count;
};

/* An article: its words, the shingle that begins at each of them, and what it holds.
   tops[t] is where the shingles begin whose highest byte is t, so that one is found among two or three. */
struct article {
    const uint32_t *words, *shingles;
    const uint8_t *flags;
    int64_t count, span;
    struct set distinct, numbers, names;
    int64_t tops[257];
};

/* Room for what is done with one article at a time: values and a copy of them, as many as the longest article has
   words; counts, twice as many and two; a mark for each of its names. */
struct room {
    uint32_t *values, *sorted;
    int64_t *ends;
    uint8_t *inside;
};

enum { IN_SHARED = 1, IN_REST = 2 };
enum { RUN = 8, SLOT = 8 };  /* words: what counts as a run from here on, and as a slot up to here */

static int64_t place_of(struct set set, int64_t low, int64_t high, uint32_t value)
{
    while (low < high) {
        int64_t middle = (low + high) >> 1;
        if (set.values[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int holds(struct set set, uint32_t value)
{
    int64_t at = place_of(set, 0, set.count, value);
    return at < set.count && set.values[at] == value;
}

/* Sort room->values and write the distinct ones to `out`; returns how many they are.  Hashes spread evenly: in as many
   heaps as there are values each holds one or two. */
static int64_t sort_distinct(struct room *room, int64_t count, uint32_t *out)
{
    int shift = 32;
    int64_t heaps = 1, made = 0, *ends = room->ends;
    for (; heaps < count; heaps *= 2)
        shift--;
    for (int64_t k = 0; k <= heaps; k++)
        ends[k] = 0;
    for (int64_t k = 0; k < count; k++)
        ends[((uint64_t)room->values[k] >> shift) + 1]++;
    for (int64_t k = 0; k < heaps; k++)
        ends[k + 1] += ends[k];
    for (int64_t k = 0; k < count; k++)
        room->sorted[ends[(uint64_t)room->values[k] >> shift]++] = room->values[k];
    for (int64_t k = 1; k < count; k++) {
        uint32_t value = room->sorted[k];
        int64_t j = k;
        for (; j > 0 && room->sorted[j - 1] > value; j--)
            room->sorted[j] = room->sorted[j - 1];
        room->sorted[j] = value;
    }
    for (int64_t k = 0; k < count; k++)
        if (k == 0 || room->sorted[k] != room->sorted[k - 1])
            out[made++] = room->sorted[k];
    return made;
}

static int is_name(uint8_t flag)
{
    return (flag & CAPITAL) && !(flag & OPENS);
}

/* Fill what an article holds; the sets go to `out`, one behind the other.  Returns where the next may go. */
static uint32_t *arrange(struct article *a, struct set common, struct room *room, uint32_t *out)
{
    int64_t made = shingles_of(a->count), held = 0, top = 0;
    for (int64_t k = 0; k < made; k++)
        room->values[k] = a->shingles[k];
    a->distinct = (struct set){out, sort_distinct(room, made, out)};
    for (int64_t k = 0; k < a->distinct.count; k++)
        while (top <= (int64_t)(out[k] >> 24))
            a->tops[top++] = k;
    while (top <= 256)
        a->tops[top++] = a->distinct.count;
    out += a->distinct.count;
    for (int64_t k = 0; k < a->count; k++)
        if (a->flags[k] & NUMBER)
            room->values[held++] = a->words[k];
    a->numbers = (struct set){out, sort_distinct(room, held, out)};
    out += a->numbers.count;
    held = 0;
    for (int64_t k = 0; k < a->count; k++)
        if (is_name(a->flags[k]) && !holds(common, a->words[k]))
            room->values[held++] = a->words[k];
    a->names = (struct set){out, sort_distinct(room, held, out)};
    return out + a->names.count;
}

static int64_t shared(struct set one, struct set other)
{
    int64_t i = 0, j = 0, found = 0;
    while (i < one.count && j < other.count) {
        uint32_t a = one.values[i], b = other.values[j];
        found += a == b;
        i += a <= b;
        j += b <= a;
    }
    return found;
}

static int has_shingle(const struct article *a, uint32_t shingle)
{
    int64_t stop = a->tops[(shingle >> 24) + 1], at = place_of(a->distinct, a->tops[shingle >> 24], stop, shingle);
    return at < stop && a->distinct.values[at] == shingle;
}

/* Where the words of `one` stand that are shared with `other`: one pass, in runs, gaps and sentences. */
static struct side walk(const struct article *one, const struct article *other, uint8_t *inside)
{
    struct side s = {.words = one->count, .first = -1, .last = -1};
    int64_t opening = one->count / 4 < 10 ? 10 : one->count / 4 > 40 ? 40 : one->count / 4;
    int64_t until = -1;                                     /* words before it are shared */
    int64_t run = 0, gap = 0, gap_facts = 0;                /* words in a row before this one */
    int64_t sentence = 0, sentence_shared = 0, alone = 0;   /* words of the sentence; numbers that are not shared */
    for (int64_t k = 0; k < one->names.count; k++)
        inside[k] = 0;
    for (int64_t k = 0; k <= one->count; k++) {
        int ends = k == one->count, mine = run == 0;        /* the end closes whatever goes on */
        uint8_t flag = ends ? OPENS : one->flags[k];
        if (!ends) {
            if (k + one->span <= one->count && has_shingle(other, one->shingles[k]))
                until = k + one->span;
            mine = k < until;
        }
        if ((flag & OPENS) && sentence > 0) {
            int covered = sentence_shared * 5 >= sentence * 4;
            s.sentences++;
            s.whole += covered;
            s.intact += covered && alone == 0;
            sentence = sentence_shared = alone = 0;
        }
        if (mine) {
            s.hunks += gap > 0;
            s.slots += gap > 0 && gap <= SLOT && gap_facts > 0;
            gap = gap_facts = 0;
            run++;
        } else {
            if (run >= RUN) {
                s.runs++;
                s.first = s.first < 0 ? k - run : s.first;
                s.last = k;
            }
            s.longest = run > s.longest ? run : s.longest;
            run = 0;
            gap++;
            gap_facts += (flag & NUMBER) || is_name(flag);
        }
        if (ends)
            break;
        sentence++;
        s.shared += mine;
        sentence_shared += mine;
        s.lead += mine && k < opening;
        alone += !mine && (flag & NUMBER);
        if (is_name(flag)) {
            int64_t at = place_of(one->names, 0, one->names.count, one->words[k]);
            if (at < one->names.count && one->names.values[at] == one->words[k])
                inside[at] |= mine ? IN_SHARED : IN_REST;
        }
    }
    for (int64_t k = 0; k < one->names.count; k++) {
        s.names += (inside[k] & IN_SHARED) != 0;
        s.again += inside[k] == (IN_SHARED | IN_REST);
    }
    return s;
}

/* The size in bytes of an article here, for whoever makes room. */
EXPORTED int64_t near_article_size(void)
{
    return (int64_t)sizeof(struct article);
}

/* What the articles of each pair share.  `words`, `flags` and `shingles` are those of all articles, one behind the
   other, `counts` how many words each has; `common` the sorted words that are no names; `sets` has room for twice the
   words and the shingles; `articles` for all of them.  A pair of which less than `least` of the shorter article is
   shared gets its first three counts only. */
EXPORTED void near_compare(const int64_t *pairs, int64_t number, const uint32_t *words, const uint8_t *flags,
                           const int64_t *counts, int64_t texts, const uint32_t *shingles, const uint32_t *common,
                           int64_t commons, double least, struct article *articles, uint32_t *sets,
                           uint32_t *values, uint32_t *sorted, int64_t *ends, uint8_t *inside, struct evidence *out)
{
    struct room room = {values, sorted, ends, inside};
    for (int64_t i = 0; i < texts; i++) {
        struct article *a = &articles[i];
        int64_t span = counts[i] < SHINGLE ? counts[i] : SHINGLE;
        a->words = words;
        a->flags = flags;
        a->shingles = shingles;
        a->count = counts[i];
        a->span = span;
        sets = arrange(a, (struct set){common, commons}, &room, sets);
        words += counts[i];
        flags += counts[i];
        shingles += shingles_of(counts[i]);
    }
    for (int64_t row = 0; row < number; row++) {
        const struct article *left = &articles[pairs[2 * row]], *right = &articles[pairs[2 * row + 1]];
        struct evidence *e = &out[row];
        *e = (struct evidence){.left_shingles = left->distinct.count, .right_shingles = right->distinct.count};
        e->shared = shared(left->distinct, right->distinct);
        int64_t shorter = left->distinct.count < right->distinct.count ? left->distinct.count : right->distinct.count;
        if (e->shared == 0 || (double)e->shared < least * (double)shorter)
            continue;
        e->left_numbers = left->numbers.count;
        e->right_numbers = right->numbers.count;
        e->shared_numbers = shared(left->numbers, right->numbers);
        e->left_names = left->names.count;
        e->right_names = right->names.count;
        e->shared_names = shared(left->names, right->names);
        e->side[0] = walk(left, right, inside);
        e->side[1] = walk(right, left, inside);
    }
}
