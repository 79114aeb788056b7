/* The places where a story could end: a row of columns for each, of which the third stage tells how probable it is. */
#include <math.h>

#include "story.h"
#include "trees.h"

enum {
    SIXTEENTH = 16,         /* log-odds are in SCALE parts; where they are features in 64ths */
    CLIP = 4 * 64,          /* what one paragraph can say at most, */
    CHANGE_CLIP = 8 * 64,   /* and where levels are compared */
    PART = 64,              /* of shares */
    NONE = -9999,           /* in a column that has nothing to say of the place behind the last paragraph */
    KNOWN = 2,              /* what the memory says of a paragraph: from here on that it is another story's */
    MANY = 20, LONG = 150,  /* paragraphs: more are alike */
};

/* The columns: what the second stage says of the paragraphs on both sides, how that changes at a place, and what the
   memory knows. */
#define SUMS(X) \
    X(SUM, "sum") X(MEAN, "mean") X(SUM_BEST, "sum-best") X(MIN_BELOW, "min_below") X(MAX_BELOW, "max_below") \
    X(MAX_ABOVE, "max_above") X(MEAN_ABOVE, "mean_above") X(NEXT, "next") X(LAST, "last") X(NEXT2, "next2") \
    X(NEXT3, "next3") X(LAST2, "last2") X(JUMP, "jump") X(POSITIVE, "share") X(STAYS, "stays") X(GOES, "goes") \
    X(ONE, "one") X(TWO, "two") X(BEST, "best") X(LINES_OF_PAGE, "lines")
#define CHANGES(X) \
    X(STEP2, "step2") X(STEP3, "step3") X(STEP5, "step5") X(STEP, "step") X(RISE, "rise") X(RISE_BEST, "rise-best") \
    X(GAP, "gap") X(BEST_RISE, "best_rise") X(BEST_STEP, "best_step")
#define KNOWLEDGE(X) \
    X(KNOWN_NEXT, "known") X(KNOWN_NEXT2, "known_next") X(KNOWN_SHARE, "known_share") X(KNOWN_BELOW, "known_below") \
    X(KNOWN_ABOVE, "known_above") X(KNOWN_LAST, "known_last") X(KNOWS, "knows")
#define AS_PLACE(id, name) AT_##id,
enum { SUMS(AS_PLACE) CHANGES(AS_PLACE) KNOWLEDGE(AS_PLACE) PLACES };

static inline int64_t most(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

static inline int64_t clipped(int64_t part, int64_t bound)
{
    return part < -bound ? -bound : least(part, bound);
}

/* A page whose places are told: log-odds of its paragraphs, and what the memory knows of each (NULL: of none). */
struct told {
    const int64_t *odds, *known;
    int64_t count, width;
    int32_t *places;  /* rows; that of the place before paragraph n is n - 1 */
};

static inline int64_t known_of(const struct told *page, int64_t n)
{
    return page->known ? page->known[n] : 0;
}

static inline int64_t part_of(const struct told *page, int64_t n)
{
    return divided(page->odds[n], SIXTEENTH);
}

/* The columns that look down from a place.  Returns the best sum. */
static int64_t look_down(const struct told *page)
{
    int64_t sum = 0, best = 0, lowest = INT64_MAX, highest = INT64_MIN, positive = 0, told = 0, knows = 0, gap = INT64_MAX;
    for (int64_t n = page->count - 1; n > 0; n--) {
        int32_t *place = page->places + (n - 1) * page->width;
        int64_t part = part_of(page, n), goes = page->count - n;
        sum += clipped(part, CLIP);
        best = most(best, sum);
        lowest = least(lowest, part);
        highest = most(highest, part);
        gap = least(gap, clipped(part, CHANGE_CLIP));
        positive += part > 0;
        told += known_of(page, n) >= KNOWN;
        knows = most(knows, known_of(page, n));
        place[AT_SUM] = place[AT_SUM_BEST] = (int32_t)sum;
        place[AT_MEAN] = (int32_t)divided(sum, goes);
        place[AT_MIN_BELOW] = (int32_t)lowest;
        place[AT_MAX_BELOW] = (int32_t)highest;
        place[AT_GAP] = (int32_t)gap;
        place[AT_POSITIVE] = (int32_t)(positive * PART / goes);
        place[AT_KNOWN_SHARE] = (int32_t)(told * PART / goes);
        place[AT_KNOWN_BELOW] = (int32_t)least(told, MANY);
        place[AT_KNOWS] = (int32_t)knows;
    }
    return best;
}

/* The columns that look up from a place, and those of its neighbours; `best` is the best sum. */
static void look_up(const struct told *page, int64_t best)
{
    int64_t highest = INT64_MIN, peak = INT64_MIN, sum = 0, told = 0, last_told = -99, any = 0;
    for (int64_t n = 0; n < page->count; n++)
        any |= known_of(page, n) >= KNOWN;
    for (int64_t n = 1; n < page->count; n++) {
        int32_t *place = page->places + (n - 1) * page->width;
        int64_t part = part_of(page, n), above = part_of(page, n - 1), goes = page->count - n;
        highest = most(highest, above);
        peak = most(peak, clipped(above, CHANGE_CLIP));
        sum += clipped(above, CLIP);
        if (known_of(page, n - 1) >= KNOWN) {
            told++;
            last_told = n - 1;
        }
        place[AT_SUM_BEST] -= (int32_t)best;
        place[AT_MAX_ABOVE] = (int32_t)highest;
        place[AT_MEAN_ABOVE] = (int32_t)divided(sum, n);
        place[AT_NEXT] = (int32_t)part;
        place[AT_LAST] = (int32_t)above;
        place[AT_NEXT2] = goes > 1 ? (int32_t)part_of(page, n + 1) : 0;
        place[AT_NEXT3] = goes > 2 ? (int32_t)part_of(page, n + 2) : 0;
        place[AT_LAST2] = n > 1 ? (int32_t)part_of(page, n - 2) : 0;
        place[AT_JUMP] = (int32_t)(part - above);
        place[AT_STAYS] = size_of(n);
        place[AT_GOES] = size_of(goes);
        place[AT_ONE] = goes == 1;
        place[AT_TWO] = goes == 2;
        place[AT_BEST] = (int32_t)best;
        place[AT_LINES_OF_PAGE] = (int32_t)least(page->count, LONG);
        place[AT_GAP] -= (int32_t)peak;
        place[AT_KNOWN_NEXT] = (int32_t)known_of(page, n);
        place[AT_KNOWN_NEXT2] = goes > 1 ? (int32_t)known_of(page, n + 1) : 0;
        place[AT_KNOWN_ABOVE] = (int32_t)least(told, MANY);
        place[AT_KNOWN_LAST] = (int32_t)least(n - last_told, MANY);
        place[AT_KNOWS] += 8 * (int32_t)any;
    }
}

/* The mean of up to `window` paragraphs below a place less that of as many above. */
static int64_t step_of(const struct told *page, int64_t place, int64_t window)
{
    int64_t above = 0, below = 0, up = least(place, window), down = least(page->count - place, window);
    for (int64_t n = place - up; n < place; n++)
        above += clipped(part_of(page, n), CHANGE_CLIP);
    for (int64_t n = place; n < place + down; n++)
        below += clipped(part_of(page, n), CHANGE_CLIP);
    return divided(below, down) - divided(above, up);
}

/* Where what the second stage says changes: teasers of the story's own beat never sound foreign, but they sound
   otherwise than the story.  RISE says how well two levels explain the page: the root of the squares between them. */
static void look_for_changes(const struct told *page)
{
    int64_t below = 0, above = 0, best_rise = NONE, best_step = NONE, count = page->count;
    for (int64_t n = 0; n < count; n++)
        below += clipped(part_of(page, n), CHANGE_CLIP);
    for (int64_t n = 1; n < count; n++) {
        int32_t *place = page->places + (n - 1) * page->width;
        int64_t part = clipped(part_of(page, n - 1), CHANGE_CLIP);
        above += part;
        below -= part;
        int64_t step = divided(below, count - n) - divided(above, n);
        int64_t rise = (int64_t)floor(sqrt((double)(step * step * n * (count - n) / count)));
        rise = step < 0 ? -rise : rise;
        place[AT_STEP2] = (int32_t)step_of(page, n, 2);
        place[AT_STEP3] = (int32_t)step_of(page, n, 3);
        place[AT_STEP5] = (int32_t)step_of(page, n, 5);
        place[AT_STEP] = (int32_t)step;
        place[AT_RISE] = (int32_t)rise;
        best_rise = most(best_rise, rise);
        best_step = most(best_step, place[AT_STEP3]);
    }
    for (int64_t n = 1; n <= count; n++) {
        int32_t *place = page->places + (n - 1) * page->width;
        place[AT_BEST_RISE] = (int32_t)best_rise;
        place[AT_BEST_STEP] = (int32_t)best_step;
        if (n < count)
            place[AT_RISE_BEST] = place[AT_RISE] - (int32_t)best_rise;
    }
}

/* What there is to say of the place behind the last paragraph. */
static void look_back(const struct told *page, int64_t best)
{
    int32_t *place = page->places + (page->count - 1) * page->width;
    int64_t highest = INT64_MIN, sum = 0, told = 0;
    for (int64_t k = 0; k < page->width; k++)
        place[k] = NONE;
    for (int64_t n = 0; n < page->count; n++) {
        highest = most(highest, part_of(page, n));
        sum += clipped(part_of(page, n), CLIP);
        told += known_of(page, n) >= KNOWN;
    }
    place[AT_SUM] = 0;
    place[AT_SUM_BEST] = -(int32_t)best;
    place[AT_BEST] = (int32_t)best;
    place[AT_LINES_OF_PAGE] = (int32_t)least(page->count, LONG);
    place[AT_MAX_ABOVE] = (int32_t)highest;
    place[AT_MEAN_ABOVE] = (int32_t)divided(sum, page->count);
    place[AT_LAST] = (int32_t)part_of(page, page->count - 1);
    place[AT_KNOWN_ABOVE] = (int32_t)least(told, MANY);
    place[AT_KNOWS] = told ? 8 : 0;
}

/* A row of columns for each place before paragraph 1, 2, ..., and one, the last, for no tail at all: those of above,
   then so many features (`below`) of the paragraph below the place, and (`above`) of the one above it; `features` has
   the columns of `rows` (`width` wide) that they are.  Returns -1 where there is no such column, or no paragraph. */
EXPORTED int64_t story_places(const int64_t *odds, const int64_t *known, int64_t count, const int32_t *rows, int64_t width,
                           const int64_t *features, int64_t below, int64_t above, int32_t *places)
{
    struct told page = {odds, known, count, PLACES + below + above, places};
    if (count < 1)
        return -1;
    for (int64_t k = 0; k < below + above; k++)
        if (features[k] < 0 || features[k] >= width)
            return -1;
    int64_t best = look_down(&page);
    look_up(&page, best);
    for (int64_t n = 1; n < count; n++) {
        int32_t *place = places + (n - 1) * page.width + PLACES;
        for (int64_t k = 0; k < below; k++)
            *place++ = rows[n * width + features[k]];
        for (int64_t k = 0; k < above; k++)
            *place++ = rows[(n - 1) * width + features[below + k]];
    }
    look_back(&page, best);
    look_for_changes(&page);
    return count;
}

/* What the trees say of each place of `story_places`, whose arguments these are; `known` NULL: nothing is known.
   `places` is room for the rows.  Returns -1 as that does. */
EXPORTED int64_t story_scores(const int64_t *odds, const int64_t *known, int64_t count, const int32_t *rows,
                              int64_t width, const int64_t *features, int64_t below, int64_t above,
                              const struct trees *trees, int32_t *places, int64_t *scores)
{
    if (story_places(odds, known, count, rows, width, features, below, above, places) != count)
        return -1;
    trees_say(trees, places, count, PLACES + below + above, scores);
    return count;
}

/* Whole numbers in proportion to the exponentials of scores; `powers` has those of the parts of a `doubling` of the
   odds. */
EXPORTED void story_chances(const int64_t *scores, int64_t count, const int64_t *powers, int64_t doubling,
                            int64_t *chances)
{
    int64_t best = INT64_MIN;
    for (int64_t n = 0; n < count; n++)
        best = most(best, scores[n]);
    for (int64_t n = 0; n < count; n++) {
        int64_t halvings = (best - scores[n] + doubling - 1) / doubling;
        chances[n] = powers[halvings * doubling - (best - scores[n])] >> least(halvings, 62);
    }
}

/* The place, from 1 on, where to cut costs least: the first of those; the last place is that of no tail.  A paragraph
   of the story that goes costs `dear`, one of the tail that stays 1; `exact` more costs to miss the very place, `whole`
   more to cut where there is no tail. */
EXPORTED int64_t story_cheapest(const int64_t *chances, int64_t count, int64_t dear, int64_t exact, int64_t whole)
{
    uint64_t sum = 0, weighted = 0, so_far = 0, weighted_so_far = 0;  /* of any page: what is too large goes round */
    int64_t cheapest = INT64_MAX, found = count;
    for (int64_t n = 0; n < count; n++) {
        sum += (uint64_t)chances[n];
        weighted += (uint64_t)chances[n] * (uint64_t)(n + 1);
    }
    for (int64_t n = 0; n < count; n++) {
        uint64_t at = (uint64_t)(n + 1);
        so_far += (uint64_t)chances[n];
        weighted_so_far += (uint64_t)chances[n] * at;
        uint64_t left = at * so_far - weighted_so_far;
        uint64_t lost = weighted - weighted_so_far - at * (sum - so_far);
        uint64_t cost = (uint64_t)dear * lost + left - (uint64_t)exact * (uint64_t)chances[n];
        cost += n + 1 < count ? (uint64_t)whole * (uint64_t)chances[count - 1] : 0;
        if ((int64_t)cost < cheapest) {
            cheapest = (int64_t)cost;
            found = n + 1;
        }
    }
    return found;
}

/* The place of `story_cheapest` by the chances of scores, where no tail begins at a paragraph that is `credited`: of who
   reported the story, or of what was corrected.  `costs` are its three. */
EXPORTED int64_t story_place(const int64_t *scores, int64_t count, const int64_t *powers, int64_t doubling,
                             const uint8_t *credited, const int64_t *costs, int64_t *chances)
{
    story_chances(scores, count, powers, doubling, chances);
    for (int64_t n = 1; n < count; n++)
        if (credited[n]) {
            chances[n] += chances[n - 1];
            chances[n - 1] = 0;
        }
    return story_cheapest(chances, count, costs[0], costs[1], costs[2]);
}

#define AS_NAME(id, name) " " name
EXPORTED const char *story_place_columns(void)
{
    return SUMS(AS_NAME) CHANGES(AS_NAME) KNOWLEDGE(AS_NAME);
}
