#ifndef CLEANCOPY_TREES_H
#define CLEANCOPY_TREES_H

#include "core.h"

struct node {
    int32_t bound;
    uint16_t feature;
    uint16_t child;  /* how far behind this node its left one is, the right one behind that; 0: a leaf, whose bound
                        no number exceeds */
};

/* Trees, one behind the other; `Trees` in story/ending/trees.py has looked that no node leads out of them. */
struct trees {
    const struct node *nodes;
    const int32_t *values;  /* of leaves */
    const uint32_t *roots;
    int64_t count, depth;
};

EXPORTED void trees_say(const struct trees *trees, const int32_t *rows, int64_t count, int64_t width, int64_t *said);

#endif
