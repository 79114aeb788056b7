/* The features of the paragraphs of a page: a row of FEATURES columns each, as story.h names them. */
#include <math.h>
#include <string.h>

#include "story.h"
#include "trees.h"

/* Sums over the words of a paragraph. */
struct sums {
    int64_t every, above, below, only_above, only_below, keywords, head;  /* weights: of all; of those that stand ... */
    int64_t near_above, near3_above, near_below, near3_below;
    int64_t content, n_above, rarest;      /* words that tell; and stand above; the weight of the rarest of those */
    int64_t told_above, told_below;
    int64_t own, with_above, with_below;   /* squares of weights; and products with the sums above and below */
    int64_t gain, loss, change;            /* by which the sums over all words above and below change */
    int64_t crossing[3];                   /* squares of words that stand above a window of three that begins so far up */
    int64_t names, old_names, numbers, old_numbers;
};

static struct sums sums_of(const struct pair *pairs, int64_t count)
{
    struct sums s;
    memset(&s, 0, sizeof s);
    for (const struct pair *p = pairs; p < pairs + count; p++) {
        int64_t weighs = p->weighs, square = weighs * weighs >> 4;
        int above = p->earlier > 0, below = p->later > 0;
        s.names += (p->is & NAME) != 0;
        s.old_names += (p->is & NAME) && above;
        s.numbers += (p->is & NUMBER) != 0;
        s.old_numbers += (p->is & NUMBER) && above;
        if (!weighs)
            continue;
        int64_t chance = weighs < 8 * UNIT ? (8 * UNIT - weighs) / 2 : 0;
        s.every += weighs;
        s.above += above ? weighs : 0;
        s.below += below ? weighs : 0;
        s.only_above += above && !below ? weighs : 0;
        s.only_below += below && !above ? weighs : 0;
        s.keywords += p->earlier > 1 ? weighs : 0;
        s.head += above && p->begun < HEAD ? weighs : 0;
        s.near_above += p->before <= 1 ? weighs : 0;
        s.near3_above += p->before <= 3 ? weighs : 0;
        s.near_below += p->behind <= 1 ? weighs : 0;
        s.near3_below += p->behind <= 3 ? weighs : 0;
        s.content++;
        s.n_above += above;
        if (above && weighs > s.rarest)
            s.rarest = weighs;
        s.told_above += bits_of(8 * (int64_t)p->earlier + 1) + chance;
        s.told_below += bits_of(8 * (int64_t)p->later + 1) + chance;
        s.own += square;
        s.with_above += square * p->earlier;
        s.with_below += square * p->later;
        s.gain += square * (2 * (int64_t)p->earlier + 1);
        s.loss += square * (2 * (int64_t)p->later + 1);
        s.change += square * ((int64_t)p->later - p->earlier);
        for (int ahead = 0; ahead < 3; ahead++)
            s.crossing[ahead] += p->before > ahead && p->before <= ahead + 3 ? square : 0;
    }
    return s;
}

/* `part` of `whole` in RATE parts, `none` where there is no whole. */
static int32_t share_or(int64_t part, int64_t whole, int32_t none)
{
    return whole > 0 ? (int32_t)divided(part * RATE, whole) : none;
}

static int32_t share(int64_t part, int64_t whole)
{
    return share_or(part, whole, 0);
}

/* The cosine in 256ths.  Roots and quotients are rounded the same way everywhere. */
static int32_t cosine(int64_t dot, int64_t one, int64_t other)
{
    double length = sqrt((double)one) * sqrt((double)other);
    return length > 0 ? (int32_t)floor(256.0 * (double)dot / length) : 0;
}

/* The columns that one paragraph has for itself; those of `paragraph_form` stand there already. */
static void own_columns(const struct paragraph *own, int32_t *row)
{
    int64_t words = own->tokens > 0 ? own->tokens : 1;
    row[SIZE] = size_of(own->size);
    row[WORDS] = size_of(own->tokens);
    row[SENTENCES] = (int32_t)least(own->sentences + 1, 8);
    row[TITLED] = share_or(own->titled, own->longer, 24);
    row[CAPITALS] = share(own->upper, own->letters);
    row[DIGITS] = share(own->digits, own->size);
    row[COMMAS] = share(own->commas, own->tokens);
    row[QUOTES] = (int32_t)least(own->quotes, 4);
    row[PARTS] = (int32_t)least(own->separators, 6);
    row[SMALL] = share(own->small, own->tokens);
    row[RARITY] = (int32_t)divided(own->weight, words);
    row[WORD_SIZE] = (int32_t)(own->spaced * (int64_t)8 / words);
    row[CASED] = share(own->cased, own->letters);
    row[WIDE] = share(own->wide, own->size);
    for (int kind = 0; kind < KINDS; kind++)
        row[LISTED + kind] = (int32_t)least(own->listed[kind], 4);
    row[OPENS_SHOW] = own->opens >> KIND_SHOW & 1;
    row[OPENS_ASK] = own->opens >> KIND_ASK & 1;
    row[OPENS_GOES_ON] = own->opens >> KIND_GOES_ON & 1;
    row[OPENS_CREDIT] = own->opens >> KIND_CREDIT & 1;
}

static int32_t *row_of(int32_t *rows, int64_t n)
{
    return rows + n * WIDTH;
}

/* SHAPE and PLACE: the sizes of the paragraphs around, the order they come in, and where this one stands. */
static void place_columns(const struct page *page, int32_t *rows)
{
    int64_t count = page->count, sizes = 0, squares = 0, below = 0, above = 0;
    for (int64_t n = 0; n < count; n++) {
        int64_t size = row_of(rows, n)[SIZE];
        sizes += size;
        squares += size * size;
        below += page->paragraphs[n].size;
    }
    for (int64_t n = 0; n < count; n++) {
        int32_t *row = row_of(rows, n);
        int64_t size = row[SIZE], left = count - n, mean = sizes / left;
        int64_t one = left > 1 ? row_of(rows, n + 1)[SIZE] : 0, two = left > 2 ? row_of(rows, n + 2)[SIZE] : 0;
        int64_t first = page->paragraphs[n].first;
        row[SIZE_SPREAD] = (int32_t)(squares / left - mean * mean);
        row[SAME_START] = n > 0 && first >= 0 && first == page->paragraphs[n - 1].first;
        row[SAME_START_NEXT] = left > 1 && first >= 0 && first == page->paragraphs[n + 1].first;
        row[ALTERNATES] = (int32_t)((size > one ? size - one : one - size) - (size > two ? size - two : two - size));
        row[N] = (int32_t)least(n, 60);
        row[LEFT] = (int32_t)least(left - 1, 60);
        row[SHARE] = (int32_t)(n * RATE / count);
        row[LINES] = (int32_t)least(count, 150);
        row[CHARS_ABOVE] = size_of(above);
        row[CHARS_BELOW] = size_of(below);
        sizes -= size;
        squares -= size * size;
        above += page->paragraphs[n].size;
        below -= page->paragraphs[n].size;
    }
}

static int is_short(const struct page *page, const int32_t *rows, int64_t n)
{
    const struct paragraph *own = &page->paragraphs[n];
    return rows[n * WIDTH + SIZE] < SHORT - (2 * (int64_t)own->wide > own->size ? 8 : 0);
}

/* SHORT_LINES: whether short lines stand at the end of the page; some scrapers leave them out, and then none tells. */
static void short_columns(const struct page *page, int32_t *rows)
{
    int64_t count = page->count, below = 0, run = 0, last10 = 0, last3 = 0, shortest = 189;
    for (int64_t n = count - 1; n >= 0; n--) {
        int32_t *row = row_of(rows, n);
        int is = is_short(page, rows, n);
        int64_t left = count - n;
        below += is;
        run = is ? run + 1 : 0;
        last10 = left <= 10 ? below : last10;
        last3 = left <= 3 ? below : last3;
        if (left <= 5)
            shortest = least(shortest, row[SIZE]);
        row[SHORT_BELOW] = (int32_t)(below * RATE / left);
        row[SHORT_RUN] = (int32_t)least(run, 8);
    }
    for (int64_t n = 0; n < count; n++) {
        int32_t *row = row_of(rows, n);
        row[SHORT_LAST10] = (int32_t)(last10 * RATE / least(count, 10));
        row[SHORT_LAST3] = (int32_t)last3;
        row[LEAST_LAST5] = (int32_t)shortest;
    }
}

/* What the words of a paragraph tell, less what so many paragraphs elsewhere let expect, in UNITs a word. */
static int32_t told(int64_t many, int64_t content, int64_t elsewhere)
{
    return (int32_t)(many / (content + 3) - bits_of(8 * least(elsewhere, 500) + 8));
}

static struct sums sums_at(const struct page *page, int64_t n)
{
    if (n >= page->count)
        return sums_of(page->pairs, 0);
    int64_t first = n ? page->paragraphs[n - 1].pairs : 0;
    return sums_of(page->pairs + first, page->paragraphs[n].pairs - first);
}

/* OVERLAP and NAMED: what the words of each paragraph have in common with those above and below, and where the
   vocabulary changes.  Sums over all words of a page change by what one paragraph brings: what is above gains it,
   what is below loses it. */
static void overlap_columns(const struct page *page, int32_t *rows)
{
    int64_t above = 0, from = 0, dot = 0;
    for (int64_t k = 0; k < page->pair_count; k++) {
        const struct pair *pair = &page->pairs[k];
        from += ((int64_t)pair->weighs * pair->weighs >> 4) * (2 * (int64_t)pair->later + 1);
    }
    struct sums s = sums_at(page, 0), next = sums_at(page, 1), second = sums_at(page, 2);
    for (int64_t n = 0; n < page->count; n++) {
        int32_t *row = row_of(rows, n);
        row[ABOVE] = share(s.above, s.every);
        row[BELOW] = share(s.below, s.every);
        row[ONLY_ABOVE] = share(s.only_above, s.every);
        row[ONLY_BELOW] = share(s.only_below, s.every);
        row[CONTENT] = size_of(s.content);
        row[N_ABOVE] = (int32_t)least(s.n_above, 20);
        row[KEYWORDS] = share(s.keywords, s.every);
        row[IN_HEAD] = share(s.head, s.every);
        row[RAREST_ABOVE] = (int32_t)s.rarest;
        row[NEAR_ABOVE] = share(s.near_above, s.every);
        row[NEAR3_ABOVE] = share(s.near3_above, s.every);
        row[NEAR_BELOW] = share(s.near_below, s.every);
        row[NEAR3_BELOW] = share(s.near3_below, s.every);
        row[TOLD_ABOVE] = told(s.told_above, s.content, n);
        row[TOLD_BELOW] = told(s.told_below, s.content, page->count - n - 1);
        row[COS_ABOVE] = cosine(s.with_above, s.own, above);
        row[COS_BELOW] = cosine(s.with_below, s.own, from - s.loss);
        row[SPLIT] = cosine(dot, above, from);
        row[SPLIT3] = share(s.crossing[0] + next.crossing[1] + second.crossing[2], s.own + next.own + second.own);
        row[TOLD_MORE] = row[TOLD_BELOW] - row[TOLD_ABOVE];
        row[COS_MORE] = row[COS_BELOW] - row[COS_ABOVE];
        row[NAMES] = (int32_t)least(s.names, 15);
        row[NAMES_NEW] = (int32_t)least(s.names - s.old_names, 10);
        row[NAMES_SEEN] = share_or(s.old_names, s.names, RATE / 2);
        row[NUMBERS] = (int32_t)least(s.numbers, 8);
        row[NUMBERS_SEEN] = (int32_t)least(s.old_numbers, 8);
        above += s.gain;
        from -= s.loss;
        dot += s.change;
        s = next;
        next = second;
        second = sums_at(page, n + 3);
    }
}

#define AS_VALUE(id, counted, name) *values++ = counted row[id];
static void around(const int32_t *row, int32_t *values)
{
    AROUND(AS_VALUE)
}

/* CONTEXT: of each column of AROUND the neighbours, the means from here on and up to here, what is more than usual. */
static void context_columns(int64_t count, int32_t *rows)
{
    int64_t above[AROUNDS] = {0}, below[AROUNDS] = {0}, usual[AROUNDS] = {0};
    int32_t values[4][AROUNDS] = {{0}};  /* of the paragraph above, of this one, and of two below */
    for (int64_t n = 0; n < count; n++) {
        around(row_of(rows, n), values[0]);
        for (int k = 0; k < AROUNDS; k++)
            below[k] += values[0][k];
    }
    memset(values, 0, sizeof values);
    for (int n = 0; n < 2 && n < count; n++)
        around(row_of(rows, n), values[2 + n]);
    for (int64_t n = 0; n < count; n++) {
        int32_t *column = row_of(rows, n) + CONTEXT;
        memmove(values, values + 1, 3 * sizeof values[0]);
        if (n + 2 < count)
            around(row_of(rows, n + 2), values[3]);
        else
            memset(values[3], 0, sizeof values[3]);
        int64_t shown = least(n, FIRST + 1) - 1;  /* paragraphs above, but for the first, that show what is usual */
        for (int k = 0; k < AROUNDS; k++, column++) {
            int32_t value = values[1][k];
            column[0] = values[0][k];
            column[AROUNDS] = values[2][k];
            column[2 * AROUNDS] = values[3][k];
            column[3 * AROUNDS] = (int32_t)divided(below[k], count - n);
            column[4 * AROUNDS] = (int32_t)divided(above[k], n ? n : 1);
            column[5 * AROUNDS] = shown > 0 ? value - (int32_t)divided(usual[k], shown) : 0;
            above[k] += value;
            below[k] -= value;
            usual[k] += n > 0 && n <= FIRST ? value : 0;
        }
    }
}

/* What the second stage hears of the first: `odds` of paragraphs, into columns that stand `width` apart. */
static void hear(const int64_t *odds, int64_t count, int64_t width, int32_t *heard)
{
    enum { SIXTEENTH = 16 };  /* log-odds are in SCALE parts; where they are features in 64ths */
    int64_t sum = 0, best = INT64_MIN, most = INT64_MIN, fewest = INT64_MAX, above = 0;
    for (int64_t n = count - 1; n >= 0; n--) {
        int64_t part = divided(odds[n], SIXTEENTH);
        int32_t *row = heard + n * width;
        sum += part;
        best = sum > best ? sum : best;
        most = part > most ? part : most;
        fewest = least(part, fewest);
        row[L] = (int32_t)part;
        row[L_BELOW] = (int32_t)divided(sum, count - n);
        row[L_SUM] = (int32_t)sum;
        row[L_MOST] = (int32_t)most;
        row[L_LEAST] = (int32_t)fewest;
    }
    for (int64_t n = 0; n < count; n++) {
        int32_t *row = heard + n * width;
        row[L_NEXT] = n + 1 < count ? row[width + L] : 0;
        row[L_BEFORE] = n > 0 ? row[L - width] : 0;
        row[L_NEXT2] = n + 2 < count ? row[2 * width + L] : 0;
        row[L_SUM] -= (int32_t)best;
        row[L_ABOVE] = (int32_t)divided(above, n ? n : 1);
        above += row[L];
    }
}

EXPORTED void story_heard(const int64_t *odds, int64_t count, int32_t *heard)
{
    hear(odds, count, HEARDS, heard);
}

/* Judges `count` paragraphs: a row of WIDTH columns each, and in `odds` the log-odds that it stands below the story;
   without `made`, the first stage, the features alone.  `room` as `story_room` says.  Returns -1, and has written what
   is of no use, where the text has not `count` paragraphs. */
EXPORTED int64_t story_read(const uint8_t *text, int64_t size, int64_t count, const struct wording *wording,
                            const struct trees *made, const struct trees *real, void *room, int32_t *rows,
                            int64_t *odds)
{
    struct page page;
    if (page_read(&page, text, size, count, wording, room, rows) != count)
        return -1;
    for (int64_t n = 0; n < count; n++)
        own_columns(&page.paragraphs[n], row_of(rows, n));
    place_columns(&page, rows);
    short_columns(&page, rows);
    overlap_columns(&page, rows);
    context_columns(count, rows);
    if (made) {
        trees_say(made, rows, count, WIDTH, odds);
        hear(odds, count, WIDTH, rows + FEATURES);
        trees_say(real, rows, count, WIDTH, odds);
    }
    return count;
}

#define AS_NAME(id, name) " " name
#define NAME_ABOVE(id, counted, name) " " name "<1"
#define NAME_NEXT(id, counted, name) " " name ">1"
#define NAME_NEXT2(id, counted, name) " " name ">2"
#define NAME_FROM(id, counted, name) " " name "_below"
#define NAME_UP_TO(id, counted, name) " " name "_above"
#define NAME_USUAL(id, counted, name) " " name "-usual"

/* The names of the columns: a line for each group, which begins with its name; those heard come last. */
EXPORTED const char *story_columns(void)
{
    return "form" FORM(AS_NAME) "\nshape" SHAPE(AS_NAME) "\nplace" PLACE(AS_NAME) "\nshort" SHORT_LINES(AS_NAME)
        "\noverlap" OVERLAP(AS_NAME) "\nnames" NAMED(AS_NAME) "\nwording" WORDING(AS_NAME)
        "\ncontext" AROUND(NAME_ABOVE) AROUND(NAME_NEXT) AROUND(NAME_NEXT2) AROUND(NAME_FROM) AROUND(NAME_UP_TO)
        AROUND(NAME_USUAL) "\nheard" HEARD(AS_NAME) "\nkinds" KINDS_OF_WORDS(AS_NAME);
}
