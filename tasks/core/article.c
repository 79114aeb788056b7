/* What the rest of an article says of a place where a space may be missing: its own words, its pairs, its quotes. */
#include <string.h>

#include "spacing.h"

/* The slot of a word, or the empty one where it would stand. */
static uint64_t slot_of(const uint64_t *table, uint64_t slots, uint64_t word)
{
    uint64_t slot = (word ^ word >> 32) * 0xD6E8FEB86659FD93u >> 32 & (slots - 1);
    while (table[slot] != 0 && table[slot] != word)
        slot = (slot + 1) & (slots - 1);
    return slot;
}

static uint64_t pair_of(uint64_t one, uint64_t other)
{
    return (one * BASE ^ other) * 0xD6E8FEB86659FD93u | 1;
}

static int is_word(uint32_t point, uint32_t bits)
{
    return (bits & IS_ALNUM) || point == '_';
}

static int is_run(uint32_t point, uint32_t bits)
{
    return is_word(point, bits) && point != '_' && !(bits & IS_DECIMAL);
}

/* How many words a text has, runs of \w, and runs of letters within them: as many may have to be held. */
int64_t count_words(const uint8_t *text, size_t size)
{
    int64_t number = 0;
    int before = 0;
    for (size_t at = 0, after; at < size; at = after) {
        uint32_t point = read_point(text, at, size, &after), bits = character_of(point)->bits;
        int kind = is_word(point, bits) + is_run(point, bits);
        number += kind > before;
        before = kind;
    }
    return number;
}

/* A word on the way: its keys, and what makes it an article's own. */
struct reading {
    uint64_t key, low;
    int size, letters, larges, smalls;
};

static void enter(const struct reading *word, const uint64_t *lexicon, struct article *article)
{
    uint64_t slot = slot_of(article->words, article->slots, word->key);
    if (article->words[slot] == 0) {
        article->words[slot] = word->key;
        article->counts[slot] = 0;
        article->own[slot] = word->size > 1 && word->letters == word->size
                             && ((word->larges > 0 && word->smalls == 0) || !(entry_of(lexicon, word->low) & STEP));
    }
    article->counts[slot]++;
}

/* Enter the words of a text, and its pairs of neighbouring runs of letters with one space between them.
   The tables are empty, and have at least twice as many slots as count_words() says. */
void read_article(const uint8_t *text, size_t size, const uint64_t *lexicon, struct article *article)
{
    static const struct reading NOTHING;
    struct reading word = NOTHING;
    uint64_t run = 0, last = 0;
    int in_word = 0, in_run = 0, spaced = 0, joined = 0;
    for (size_t at = 0, after; at <= size; at = after) {
        uint32_t point = '\n';
        after = at + 1;
        if (at < size)
            point = read_point(text, at, size, &after);
        const struct character *is = character_of(point);
        if (is_run(point, is->bits)) {
            if (!in_run) {
                joined = spaced;
                run = 0;
            }
            run = longer(run, point);
            in_run = 1;
        } else {
            if (in_run && joined) {
                uint64_t pair = pair_of(last, run);
                article->pairs[slot_of(article->pairs, article->slots, pair)] = pair;
            }
            spaced = in_run && point == ' ';
            last = in_run ? run : last;
            in_run = 0;
        }
        if (is_word(point, is->bits)) {
            int large = (is->bits & IS_UPPER) != 0, small = (is->bits & IS_LOWER) != 0;
            word.key = longer(word.key, point);
            word.low = longer(word.low, (uint32_t)((int32_t)point + is->small));
            word.size++;
            word.letters += (is->bits & IS_LETTER) != 0;
            word.larges += large;
            word.smalls += small || (!large && is->small != 0);
            in_word = 1;
        } else if (in_word) {
            enter(&word, lexicon, article);
            word = NOTHING;
            in_word = 0;
        }
    }
}

/* Whether an article has a word that no list knows, or that is an abbreviation. */
int is_own(const struct article *article, uint64_t word)
{
    uint64_t slot = slot_of(article->words, article->slots, word);
    return article->words[slot] == word && word != 0 && article->own[slot];
}

/* Whether a run of a token is an article's own, and so is what begins or ends it. */
int holds_own(const struct article *article, const struct token *t)
{
    for (int from = 0, to; from < t->size; from = to + 1) {
        to = from;
        while (to < t->size && is_run(t->point[to], t->bits[to]))
            to++;
        if (to - from < 4 || !is_own(article, key_of(t, from, to)))
            continue;
        for (int middle = from + 2; middle < to - 1; middle++)
            if (is_own(article, key_of(t, from, middle)) || is_own(article, key_of(t, middle, to)))
                return 1;
    }
    return 0;
}

/* Add to the scores of a token's places what the article says; `quotes` stand before it in its paragraph. */
void weigh(const struct article *article, const struct bounds *bounds, const struct token *t, int64_t quotes,
           struct split *places, int number)
{
    for (int n = 0; n < number; n++) {
        struct split *place = places + n;
        int at = place->at, from = at, to = at;
        if (place->kind == OPENING || place->kind == CLOSING) {
            /* An opening quote stands outside of quotes, and a closed one leaves us there. */
            int64_t before = quotes;
            for (int k = 0; k < at; k++)
                before += t->point[k] == '"';
            place->score += before % 2 ? -bounds->wrong_way : 1.0;
        }
        if (place->kind != WORDS && place->kind != NAMES && place->kind != POSSESSIVE && place->kind != DIGITS)
            continue;
        while (from > 0 && is_word(t->point[from - 1], t->bits[from - 1]))
            from--;
        while (to < t->size && is_word(t->point[to], t->bits[to]))
            to++;
        if (from == at || to == at)
            continue;
        int sure = place->score >= bounds->sure;
        uint64_t pair = pair_of(key_of(t, from, at), key_of(t, at, to));
        if (article->pairs[slot_of(article->pairs, article->slots, pair)] == pair)
            place->score += bounds->seen_apart;
        if (!sure) {
            uint64_t both = key_of(t, from, to), slot = slot_of(article->words, article->slots, both);
            place->score -= bounds->repeated * ((article->words[slot] == both ? article->counts[slot] : 0) - 1);
        }
    }
}
