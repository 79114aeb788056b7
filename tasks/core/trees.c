/* Boosted trees over whole numbers: a node sends a row left where its feature is no more than a bound. */
#include "trees.h"

/* One step down: where a row stands in the nodes, and the row. */
#define STEP(at, row) at += nodes[at].child + ((row)[nodes[at].feature] > nodes[at].bound)

/* Four rows walk down two trees side by side, so that none of the eight walks waits for the memory of another.  A walk
   is as long as the longest; a leaf leads to itself.  Behind the last of an odd number no tree stands: that one is
   walked twice, and counted once. */
static void walk(const struct trees *trees, const int32_t *const row[4], int64_t sums[4])
{
    const struct node *nodes = trees->nodes;
    const int32_t *values = trees->values, *one = row[0], *two = row[1], *three = row[2], *four = row[3];
    for (int64_t tree = 0; tree < trees->count; tree += 2) {
        int pair = tree + 1 < trees->count;
        uint32_t a = trees->roots[tree], b = a, c = a, d = a, e = trees->roots[tree + pair], f = e, g = e, h = e;
        for (int64_t step = 0; step < trees->depth; step++) {
            STEP(a, one);
            STEP(b, two);
            STEP(c, three);
            STEP(d, four);
            STEP(e, one);
            STEP(f, two);
            STEP(g, three);
            STEP(h, four);
        }
        sums[0] += (int64_t)values[a] + (pair ? values[e] : 0);
        sums[1] += (int64_t)values[b] + (pair ? values[f] : 0);
        sums[2] += (int64_t)values[c] + (pair ? values[g] : 0);
        sums[3] += (int64_t)values[d] + (pair ? values[h] : 0);
    }
}

/* What the trees say together of each row of `width` numbers. */
EXPORTED void trees_say(const struct trees *trees, const int32_t *rows, int64_t count, int64_t width, int64_t *said)
{
    for (int64_t first = 0; first < count; first += 4) {
        const int32_t *row[4];
        int64_t sums[4] = {0};
        for (int k = 0; k < 4; k++)  /* the last row stands in for those that are missing */
            row[k] = rows + width * (first + k < count ? first + k : count - 1);
        walk(trees, row, sums);
        for (int k = 0; k < 4 && first + k < count; k++)
            said[first + k] = sums[k];
    }
}
