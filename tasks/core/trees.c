/* Boosted trees over whole numbers: a node sends a row left where its feature is no more than a bound. */
#include "trees.h"

/* Four rows walk down a tree side by side, so that none waits for the memory of another.  The walk is as long as the
   longest; a leaf leads to itself. */
static void walk(const struct trees *trees, const int32_t *const row[4], int64_t sums[4])
{
    const struct node *nodes = trees->nodes;
    const int32_t *one = row[0], *two = row[1], *three = row[2], *four = row[3];
    for (int64_t tree = 0; tree < trees->count; tree++) {
        uint32_t a = trees->roots[tree], b = a, c = a, d = a;
        for (int64_t step = 0; step < trees->depth; step++) {
            a += nodes[a].child + (one[nodes[a].feature] > nodes[a].bound);
            b += nodes[b].child + (two[nodes[b].feature] > nodes[b].bound);
            c += nodes[c].child + (three[nodes[c].feature] > nodes[c].bound);
            d += nodes[d].child + (four[nodes[d].feature] > nodes[d].bound);
        }
        sums[0] += trees->values[a];
        sums[1] += trees->values[b];
        sums[2] += trees->values[c];
        sums[3] += trees->values[d];
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
