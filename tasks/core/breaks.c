/* Where the lines of a paragraph once ended, when nothing but their lost spaces tells.

   A writer's program fills a line with words until the next one does not fit; the copy that lost those line ends has
   its words grown together once in every 60 to 90 characters, hardly ever twice on a line.  So a place is judged with
   all others of its paragraph: learn_widths() says how wide an article's lines were; forward() and backward() weigh
   every way in which the lines of a paragraph may have ended, as in a hidden semi-Markov model (L. R. Rabiner, "A
   tutorial on hidden Markov models", 1989), in time that grows with the characters. */
#include <math.h>

#include "spacing.h"

enum { NARROWEST = 40, MANY = 60, INDENT = 8 };  /* MANY: lines that are looked at */

static const double HUGE_WEIGHT = 1e100, TINY_WEIGHT = 1e-100;

static int least_of(int one, int other)
{
    return one < other ? one : other;
}

/* The number that a half of the lengths lie below. */
static int middle_of(const struct line_end *lines, int number)
{
    int counts[ROOM] = {0}, below = 0, n = 0;
    for (int k = 0; k < number; k++)
        counts[least_of(lines[k].length, ROOM - 1)]++;
    while (n < ROOM - 1 && (below += counts[n]) <= number / 2)
        n++;
    return n;
}

/* What lines say of a share of widths, from `low` to below `high`, by the share that is less than each. */
static double fit(const double *below, int low, int high, double wild)
{
    return wild + below[high] - below[low];
}

/* The shares of all widths, averaged over the means and spreads that the lines allow, by what they say of all lines;
   some of which are none (`wild`).  Of many lines only means around the middle one are tried. */
static void average(const struct bounds *b, const struct line_end *lines, int number, double *shares)
{
    static const int FIRST = NARROWEST, END = WIDEST - 30;
    int first = FIRST, end = END;
    double weights[SPREADS][WIDEST], most = -INFINITY, total = 0.0, all[WIDEST + 2 * REACH] = {0.0};
    if (number > 8) {
        int middle = middle_of(lines, number);
        first = middle - 6 > FIRST ? middle - 6 : FIRST;
        end = middle + 16 < END ? middle + 16 : END;
    }
    for (int spread = 0; spread < SPREADS; spread++)
        for (int mean = first; mean < end; mean++) {
            const double *normal = b->normal[spread] + WIDEST - mean;
            double likely = 1.0, off = (mean - b->mean) / b->deviation;
            for (int n = 0; n < number; n++)  /* MANY factors that are no less than `wild`: far above 1e-300 */
                likely *= fit(normal, lines[n].length, lines[n].more, b->wild);
            weights[spread][mean] = log(likely) - off * off / 2;
            if (most < weights[spread][mean])
                most = weights[spread][mean];
        }
    for (int spread = 0; spread < SPREADS; spread++)
        for (int mean = first; mean < end; mean++) {
            double weight = exp(weights[spread][mean] - most);
            for (int n = 0; weight > 1e-2 && n <= 2 * REACH; n++)
                all[mean + n] += weight * b->density[spread][n];
        }
    for (int x = 0; x < WIDEST; x++)
        total += all[REACH + x];
    for (int x = 0; x < WIDEST; x++)
        shares[x] = all[REACH + x] / total;
}

/* What the likely line ends of an article say of its width.  First lines are as wide as the others, less one indent.
   Some lines had a word put in since they were filled. */
void learn_widths(const struct bounds *b, const struct line_end *firsts, int number_of_firsts,
                  const struct line_end *others, int number_of_others, struct widths *w)
{
    double shares[WIDEST], total = 0.0, most = -INFINITY, indents[INDENT + 1] = {0.0};
    int one = least_of(number_of_firsts, MANY), rest = least_of(number_of_others, MANY), indent = 0;
    average(b, rest ? others : firsts, rest ? rest : one, shares);
    for (int x = 0; x < ROOM; x++)
        w->first[x] = w->other[x] = 1.0;
    w->other[0] = 0.0;
    for (int x = 0; x < WIDEST; x++) {
        double gained = 0.0;
        for (int n = x > (int)b->longer ? x - (int)b->longer : 0; n < x; n++)
            gained += shares[n] > 1e-6 ? shares[n] * (b->longer_share / b->longer) : 0.0;
        total += shares[x] * (1.0 - b->longer_share) + gained;
        w->other[x + 1] = total;
    }
    for (int x = 0; x <= INDENT; x++) {
        for (int n = 0; rest && n < one; n++)
            indents[x] += log(fit(w->other + x, firsts[n].length, firsts[n].more, b->wild));
        indents[x] -= x ? 0.5 : 0.0;
        if (most < indents[x])
            most = indents[x];
    }
    while (indents[indent] <= most - b->alike)  /* the least of those that are alike */
        indent++;
    for (int x = 0; x < ROOM - indent; x++)
        w->first[x] = w->other[x + indent];
    for (w->narrow = 0; w->first[w->narrow] <= 1e-4; w->narrow++)
        ;
    for (w->wide = 0; w->other[w->wide] <= 1.0 - 1e-4; w->wide++)
        ;
}

/* How probable it is that a line had room for all before a word, and none for it. */
static double full(const struct widths *w, int before, int word)
{
    return before + word > w->narrow ? w->other[before + word] - w->other[before] : 0.0;
}

/* How far a break may be from the one before it and count the same: 0 has no logarithm. */
static double faded(const struct bounds *b, int32_t from, int32_t to)
{
    return exp((from - to > -32000 ? from - to : -32000) / b->far);
}

/* Weigh the breaks from a paragraph's beginning to its end; returns how much likelier the paragraph is as wrapped copy
   than as one line.  Weights of all breaks in reach are kept in one scale, in nepers. */
double forward(const struct bounds *b, const struct widths *w, int32_t length, struct break_ *breaks, int64_t number)
{
    const double loose = b->astray / b->words_far;
    double scale = 0.0, begun = 1.0;  /* of the paragraph's beginning */
    double every = 1.0, far = 1.0;    /* of all beginnings of lines so far, and of those that are not near */
    int64_t near = 0, reach = 0;
    int32_t last = 0;
    for (int64_t j = 0; j < number; j++) {
        struct break_ *k = breaks + j;
        double fading = faded(b, last, k->end);
        every *= fading;
        far *= fading;
        last = k->end;
        for (; near < j && breaks[near].start + b->near <= last; near++)
            far += breaks[near].weight * exp((breaks[near].end - last) / b->far);
        while (reach < j && breaks[reach].start + w->wide < last)
            reach++;
        double total = (far + (every - far) * b->shorter) * loose, filled = 0.0;
        if (last <= w->wide)
            total += begun * (w->first[k->stop] - w->first[last]);
        for (int64_t i = reach; i < j; i++)
            filled += breaks[i].begun * full(w, last - breaks[i].start, k->stop - last);
        total = (total + filled) * k->odds;
        k->weight = k->begun = total;
        k->scale = scale;
        every += total;
        if (!(TINY_WEIGHT < every && every < HUGE_WEIGHT)) {
            scale += log(every);
            for (int64_t i = reach; i <= j; i++)
                breaks[i].begun /= every;
            for (int64_t i = near; i <= j; i++) {
                breaks[i].weight /= every;
                breaks[i].scale = scale;
            }
            begun /= every;
            far /= every;
            every = 1.0;
        }
    }
    double whole = every * exp((last - length) / b->far) * b->astray / 2.0;
    whole += begun * (1.0 - w->first[least_of(length, WIDEST)]);
    for (int64_t i = reach; i < number; i++)
        whole += breaks[i].begun * (1.0 - w->other[least_of(length - breaks[i].start, WIDEST)]);
    return whole > 0.0 ? log(whole) + scale : -INFINITY;
}

/* The same from a paragraph's end to its beginning. */
void backward(const struct bounds *b, const struct widths *w, int32_t length, struct break_ *breaks, int64_t number)
{
    const double loose = b->astray / b->words_far;
    double scale = 0.0, closed = 1.0;  /* of the paragraph's end */
    double every = 0.0, far = 0.0;
    int64_t near = number, reach = number;  /* breaks from here on are not near, or out of a line's reach */
    int32_t last = length;
    for (int64_t j = number - 1; j >= 0; j--) {
        struct break_ *k = breaks + j;
        int32_t end = k->end, start = k->start;
        double fading = exp((end - last) / b->far);
        every *= fading;
        far *= fading;
        last = end;
        while (near > j + 1 && start + b->near <= breaks[near - 1].end) {
            near--;
            far += breaks[near].behind * breaks[near].odds * exp((end - breaks[near].end) / b->far);
        }
        while (reach > j + 1 && start + w->wide < breaks[reach - 1].end)
            reach--;
        double total = (far + (every - far) * b->shorter) * loose, filled = 0.0;
        total += closed * (1.0 - w->other[least_of(length - start, WIDEST)]
                           + b->astray / 2.0 * exp((end - length) / b->far));
        for (int64_t i = reach - 1; i > j; i--)
            filled += breaks[i].ended * full(w, breaks[i].end - start, breaks[i].stop - breaks[i].end);
        total += filled;
        k->behind = total;
        k->scale_behind = scale;
        k->ended = total *= k->odds;
        every += total;
        if (every > 0.0 && !(TINY_WEIGHT < every && every < HUGE_WEIGHT)) {
            scale += log(every);
            for (int64_t i = j; i < reach; i++)
                breaks[i].ended /= every;
            for (int64_t i = j; i < near; i++) {
                breaks[i].behind /= every;
                breaks[i].scale_behind = scale;
            }
            closed /= every;
            far /= every;
            every = 1.0;
        }
    }
}
