/* The words of a page, and where else each of them stands.

   A word is the first LETTERS letters of a run of letters and digits, in small letters: that joins `river` and
   `rivers` in languages that inflect.  In a script that puts no spaces between words every two neighbouring
   characters are one. */
#include <string.h>

#include "story.h"

#if IS_LETTER != 1 || IS_UPPER != 2 || IS_CASED != 4 || IS_DIGIT != 8 || IS_WIDE != 32
#error "count_characters counts the first bits of characters.py in another order"
#endif

static const uint64_t BASE = 0x9E3779B97F4A7C15u, SPREAD = 0xD6E8FEB86659FD93u, PAIR = 0x51ED270B4F5A3C11u;

/* There are never more words than half of the bytes and one a paragraph: a word needs a separator, or three bytes. */
static int64_t most_words(int64_t size, int64_t count)
{
    int64_t by_bytes = size / 2 + count;
    return count <= by_bytes / LONGEST ? count * LONGEST : by_bytes;
}

static int slot_bits(int64_t most)
{
    int bits = 6;
    while ((int64_t)1 << bits < 2 * most)
        bits++;
    return bits;
}

/* Bytes that a page of so many bytes and paragraphs needs to be read. */
int64_t page_room(int64_t size, int64_t count)
{
    int64_t most = most_words(size, count);
    return (int64_t)sizeof(struct line) + count * (int64_t)sizeof(struct paragraph)
        + most * (int64_t)(sizeof(struct pair) + sizeof(struct word)) + ((int64_t)4 << slot_bits(most)) + 64;
}

/* Reads the line that begins at `at`; returns where it ends. */
static int64_t read_line(struct line *line, const uint8_t *text, int64_t at, int64_t size)
{
    line->size = 0;
    while (at < size && text[at] != '\n') {
        size_t after;
        uint32_t point = read_point(text, (size_t)at, (size_t)size, &after);
        if (line->size < LONGEST) {
            line->points[line->size] = point;
            line->bits[line->size] = character_of(point)->bits;
        }
        line->size++;
        at = (int64_t)after;
    }
    line->kept = least(line->size, LONGEST);
    for (int n = 0; n < 2; n++) {
        line->points[line->kept + n] = '\n';
        line->bits[line->kept + n] = IS_BREAK;
    }
    return at;
}

/* The words of a line: those between spaces, from their first letter on, then pairs of a wide script. */
static void find_tokens(struct line *line)
{
    const uint32_t *bits = line->bits;
    line->token_count = 0;
    for (int64_t at = 0; at < line->kept; at++) {
        if (!(bits[at] & (IS_PART | IS_MARK)) || (bits[at] & IS_WIDE))
            continue;
        int64_t begin = -1, first = at;
        uint64_t number = 0, power = 1;
        for (; (bits[at] & (IS_PART | IS_MARK)) && !(bits[at] & IS_WIDE); at++) {
            if (begin < 0 && (bits[at] & (IS_LETTER | IS_DIGIT)))
                begin = first = at;
            if (begin >= 0 && at - first < LETTERS) {
                number += ((uint64_t)small_of(line->points[at]) + 1) * power;
                power *= BASE;
            }
        }
        if (begin >= 0)
            line->tokens[line->token_count++] = (struct token){number, (int32_t)begin, (int32_t)(at - begin)};
        at--;
    }
    for (int64_t at = 0; at < line->kept; at++)
        if (bits[at] & bits[at + 1] & IS_WIDE) {
            uint64_t one = small_of(line->points[at]), two = small_of(line->points[at + 1]);
            line->tokens[line->token_count++] = (struct token){one * BASE + two + PAIR, (int32_t)at, 0};
        }
}

/* The first seven bits of a character, each in the lowest bit of a byte of its own: 255 of those can be added up. */
static inline uint64_t spread(uint32_t bits)
{
    return (bits & 0x7F) * 0x0002040810204081u & 0x0101010101010101u;
}

static void count_characters(const struct line *line, struct paragraph *own)
{
    int32_t *counts[] = {&own->letters, &own->upper, &own->cased, &own->digits, NULL, &own->wide};  /* in IS_ order */
    for (int64_t first = 0; first < line->kept; first += 255) {
        uint64_t sums = 0;
        for (int64_t at = first; at < first + 255 && at < line->kept; at++)
            sums += spread(line->bits[at]);
        for (int n = 0; n < 6; n++)
            if (counts[n])
                *counts[n] += (int32_t)(sums >> 8 * n & 0xFF);
    }
    for (int64_t at = 0; at < line->kept; at++) {
        uint32_t is = line->bits[at];
        if (!(is & (IS_STOP | IS_ASK | IS_COMMA | IS_QUOTE | IS_SEPARATOR)))
            continue;
        own->commas += (is & IS_COMMA) != 0;
        own->quotes += (is & IS_QUOTE) != 0;
        own->separators += (is & IS_SEPARATOR) != 0;
        if (is & (IS_STOP | IS_ASK)) {  /* with a space behind it, or with none in a wide script */
            uint32_t behind = line->bits[at + 1];
            own->sentences += (behind & (IS_SPACE | IS_WIDE))
                || ((behind & IS_QUOTE) && (line->bits[at + 2] & (IS_SPACE | IS_WIDE)));
        }
    }
}

/* One of 65,536 buckets that a word is in. */
static inline uint32_t bucket_of(uint64_t number)
{
    return (uint32_t)(number * SPREAD >> 48);
}

/* Mark the buckets of the words on lists, a bit each, in 8,192 bytes of zeros. */
EXPORTED void story_mark(const uint64_t *listed, int64_t count, uint8_t *maybe)
{
    for (int64_t n = 0; n < count; n++)
        maybe[bucket_of(listed[n]) >> 3] |= (uint8_t)(1 << (bucket_of(listed[n]) & 7));
}

/* The lists that a word is on, in bits. */
static int32_t lists_of(const struct wording *wording, uint64_t number)
{
    int64_t low = 0, high = wording->count;
    uint32_t bucket = bucket_of(number);
    if (!(wording->maybe[bucket >> 3] >> (bucket & 7) & 1))
        return 0;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (wording->listed[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < wording->count && wording->listed[low] == number ? (int32_t)wording->lists[low] & ((1 << KINDS) - 1) : 0;
}

static struct word *word_of(struct page *page, uint64_t number, const struct wording *wording)
{
    uint64_t spread = number * SPREAD, mask = ((uint64_t)1 << page->slot_bits) - 1;
    uint64_t slot = spread >> (64 - page->slot_bits);
    for (; page->slots[slot]; slot = (slot + 1) & mask)
        if (page->words[page->slots[slot] - 1].number == number)
            return &page->words[page->slots[slot] - 1];
    struct word *word = &page->words[page->word_count++];
    page->slots[slot] = (int32_t)page->word_count;
    *word = (struct word){number, RAREST - wording->common[bucket_of(number)], lists_of(wording, number), 0, -1, 0, 0};
    return word;
}

/* What a token is besides a word.  A name has a capital and stands behind another word. */
static int32_t token_is(const struct line *line, const struct token *token)
{
    const uint32_t *bits = line->bits + token->begin;
    if (token->size == 0)
        return TELLS;
    int32_t is = token->size > 3 - (line->points[token->begin] > 0x530) ? TELLS : 0;  /* Armenian and further */
    if ((bits[0] & IS_UPPER) && token->size > 2 && token->begin > 1 && (bits[-1] & IS_SPACE)
        && (bits[-2] & (IS_PART | IS_COMMA)))
        is |= NAME;
    return bits[0] & IS_DIGIT ? is | NUMBER : is;
}

/* Enters the words of the line as those of paragraph `n`. */
static void enter_tokens(struct page *page, int32_t n, const struct wording *wording)
{
    const struct line *line = page->line;
    struct paragraph *own = &page->paragraphs[n];
    int64_t first = line->token_count && line->tokens[0].size ? 0 : -1;
    for (int64_t k = 0; k < line->token_count; k++)  /* the memory is asked for all of them together */
        __builtin_prefetch(wording->common + bucket_of(line->tokens[k].number));
    for (int64_t k = 0; k < line->token_count && page->pair_count < page->most; k++) {
        const struct token *token = &line->tokens[k];
        struct word *word = word_of(page, token->number, wording);
        int32_t is = token_is(line, token);
        own->tokens++;
        own->small += word->rare < 4 * UNIT;
        own->weight += word->rare;
        own->spaced += token->size;
        for (int kind = 0; word->lists >> kind; kind++)
            own->listed[kind] += word->lists >> kind & 1;
        if (k == first) {
            own->opens = word->lists;
            own->first = (int64_t)(token->number >> 32);
        } else if (token->size > 3) {
            own->longer++;
            own->titled += (line->bits[token->begin] & IS_UPPER) != 0;
        }
        if (word->last == n) {
            page->pairs[word->pair].is |= is & ~TELLS;
            continue;
        }
        page->pairs[page->pair_count] = (struct pair){
            .paragraph = n, .word = (int32_t)(word - page->words), .bucket = (int32_t)bucket_of(token->number),
            .earlier = word->stands, .before = word->stands ? n - word->last : FAR, .is = is};
        if (!word->stands++)
            word->first = n;
        word->last = n;
        word->pair = (int32_t)page->pair_count++;
    }
    own->pairs = page->pair_count;
}

/* What only the whole page tells of each pair. */
static void look_back(struct page *page)
{
    int32_t lines = bits_of(page->count + 1);
    for (int64_t k = 0; k < page->word_count; k++)
        page->words[k].last = -1;
    for (int64_t k = page->pair_count - 1; k >= 0; k--) {
        struct pair *pair = &page->pairs[k];
        struct word *word = &page->words[pair->word];
        pair->begun = word->first;
        pair->later = word->stands - pair->earlier - 1;
        pair->behind = word->last < 0 ? FAR : word->last - pair->paragraph;
        word->last = pair->paragraph;
        int32_t weighs = (int32_t)least(word->rare - 2 * UNIT, 2 * (lines - bits_of(word->stands)));
        pair->weighs = (pair->is & TELLS) && weighs > 0 ? weighs : 0;
    }
}

/* Reads `count` paragraphs, in `room` of `page_room` bytes; where `rows` are given, what their form says goes there.
   Returns how many the text has, at most one more than `count`: there is no room for those. */
int64_t page_read(struct page *page, const uint8_t *text, int64_t size, int64_t count,
                  const struct wording *wording, void *room, int32_t *rows)
{
    int64_t most = most_words(size, count), at = 0, n = 0;
    page->line = room;
    page->words = (struct word *)(page->line + 1);
    page->paragraphs = (struct paragraph *)(page->words + most);
    page->pairs = (struct pair *)(page->paragraphs + count);
    page->slots = (int32_t *)(page->pairs + most);
    page->slot_bits = slot_bits(most);
    page->count = count;
    page->most = most;
    page->pair_count = page->word_count = 0;
    memset(page->slots, 0, (size_t)4 << page->slot_bits);
    for (;; n++, at++) {
        if (n == count)
            return count + 1;
        int64_t begin = at;
        struct paragraph *own = &page->paragraphs[n];
        at = read_line(page->line, text, at, size);
        *own = (struct paragraph){.size = page->line->size, .first = -1};
        count_characters(page->line, own);
        find_tokens(page->line);
        enter_tokens(page, (int32_t)n, wording);
        if (rows)
            paragraph_form(page->line, text + begin, text + at, rows + n * WIDTH);
        if (at == size)
            break;
    }
    page->count = n + 1;
    look_back(page);
    return n + 1;
}

/* The numbers of the words of a line, in room for one a byte; returns how many there are.  `line` is its room. */
EXPORTED int64_t story_numbers(const uint8_t *text, int64_t size, struct line *line, uint64_t *numbers)
{
    read_line(line, text, 0, size);
    find_tokens(line);
    for (int64_t k = 0; k < line->token_count; k++)
        numbers[k] = line->tokens[k].number;
    return line->token_count;
}

/* Bytes of a line, and of the room that `story_read` and `story_pairs` want for so many bytes and paragraphs. */
EXPORTED int64_t story_room(int64_t size, int64_t count)
{
    return size < 0 ? (int64_t)sizeof(struct line) : page_room(size, count);
}

/* The words of a page by paragraph: rows of ten numbers as in `struct pair`, in room for one a byte and paragraph.
   Returns how many there are; -1 where the text has not `count` paragraphs. */
EXPORTED int64_t story_pairs(const uint8_t *text, int64_t size, int64_t count, const struct wording *wording,
                             void *room, struct pair *pairs)
{
    struct page page;
    if (page_read(&page, text, size, count, wording, room, NULL) != count)
        return -1;
    memcpy(pairs, page.pairs, (size_t)page.pair_count * sizeof *pairs);
    return page.pair_count;
}
