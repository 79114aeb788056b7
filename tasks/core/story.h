/* Story: what is counted of every paragraph of a page to tell whether the story still goes on there.

   A page is its paragraphs, one a line, in UTF-8.  Every number is whole and comes out the same on any machine.
   This list of columns is the only one: Python reads their names from it (`story_columns`). */
#ifndef CLEANCOPY_STORY_H
#define CLEANCOPY_STORY_H

#include "core.h"

/* Of `features.py`, which says why. */
enum {
    LONGEST = 4000,   /* characters of a paragraph whose words are looked at */
    LETTERS = 6,      /* of a word */
    UNIT = 16,        /* of weights: sixteenths of a bit */
    RAREST = 9 * UNIT,
    KINDS = 10,       /* of lists of words */
    FAR = 1 << 20,    /* paragraphs: where a word does not stand again */
    RATE = 64,        /* of shares: sixty-fourths */
    FIRST = 10,       /* paragraphs, but for the very first, that show what is usual in this story */
    HEAD = 6,         /* paragraphs that begin a story */
    SHORT = 48,       /* of SIZE: less than 60 characters, 32 in a wide script */
};

/* Kinds of lists of words, in the order of their bits. */
#define KINDS_OF_WORDS(X) \
    X(SPEECH, "speech") X(PAST, "past") X(YOU, "you") X(PROMOTION, "promotion") X(SHOW, "show") X(ASK, "ask") \
    X(PRONOUN, "pronoun") X(GOES_ON, "goes_on") X(CREDIT, "credit") X(TIME_WORD, "time")

/* The columns by group: a name in C, and one for people.  `<1` or `>1` is the paragraph above or below, `_below` and
   `_above` the mean from here on or up to here, `-usual` what it is more than in the first paragraphs. */
#define FORM(X) \
    X(SIZE, "size") X(WORDS, "words") X(SENTENCES, "sentences") X(STOP, "stop") X(ASKS, "asks") \
    X(CUT_SHORT, "cut_short") X(COLON, "colon") X(OPEN, "open") X(QUOTE, "quote") X(LOWER, "lower") \
    X(DIGIT, "digit") X(BULLET, "bullet") X(BRACKET, "bracket") X(TITLED, "titled") X(CAPITALS, "capitals") \
    X(DIGITS, "digits") X(COMMAS, "commas") X(QUOTES, "quotes") X(PARTS, "parts") X(ADDRESS, "address") \
    X(COLON_EARLY, "colon_early") X(SMALL, "small") X(RARITY, "rarity") X(WORD_SIZE, "word_size") X(TIME, "time") \
    X(DATED, "dated") X(CASED, "cased") X(WIDE, "wide")
#define SHAPE(X) \
    X(SIZE_SPREAD, "size_spread") X(SAME_START, "same_start") X(SAME_START_NEXT, "same_start>1") \
    X(ALTERNATES, "alternates")
#define PLACE(X) \
    X(N, "n") X(LEFT, "left") X(SHARE, "share") X(LINES, "lines") X(CHARS_ABOVE, "chars_above") \
    X(CHARS_BELOW, "chars_below")
#define SHORT_LINES(X) \
    X(SHORT_BELOW, "short_below") X(SHORT_LAST10, "short_last10") X(SHORT_LAST3, "short_last3") \
    X(SHORT_RUN, "short_run") X(LEAST_LAST5, "least_last5")
#define OVERLAP(X) \
    X(ABOVE, "above") X(BELOW, "below") X(ONLY_ABOVE, "only_above") X(ONLY_BELOW, "only_below") \
    X(CONTENT, "content") X(N_ABOVE, "n_above") X(KEYWORDS, "keywords") X(IN_HEAD, "head") \
    X(RAREST_ABOVE, "rarest_above") X(NEAR_ABOVE, "near<") X(NEAR3_ABOVE, "near3<") X(NEAR_BELOW, "near>") \
    X(NEAR3_BELOW, "near3>") X(TOLD_ABOVE, "told_above") X(TOLD_BELOW, "told_below") X(COS_ABOVE, "cos_above") \
    X(COS_BELOW, "cos_below") X(SPLIT, "split") X(SPLIT3, "split3") X(TOLD_MORE, "told_below-above") \
    X(COS_MORE, "cos_below-above")
#define NAMED(X) \
    X(NAMES, "names") X(NAMES_NEW, "names_new") X(NAMES_SEEN, "names_seen") X(NUMBERS, "numbers") \
    X(NUMBERS_SEEN, "numbers_seen")
#define WORDING(X) \
    X(LISTED, "list_speech") X(LIST_PAST, "list_past") X(LIST_YOU, "list_you") X(LIST_PROMOTION, "list_promotion") \
    X(LIST_SHOW, "list_show") X(LIST_ASK, "list_ask") X(LIST_PRONOUN, "list_pronoun") \
    X(LIST_GOES_ON, "list_goes_on") X(LIST_CREDIT, "list_credit") X(LIST_TIME, "list_time") \
    X(OPENS_SHOW, "opens_show") X(OPENS_ASK, "opens_ask") X(OPENS_GOES_ON, "opens_goes_on") \
    X(OPENS_CREDIT, "opens_credit")
/* What is compared with the paragraphs around: a column of those above, how it is counted there, and its name. */
#define AROUND(X) \
    X(SIZE, 4 *, "size") X(STOP, 4 *, "stop") X(OPEN, 4 *, "open") X(TITLED, 4 *, "titled") X(SMALL, 4 *, "small") \
    X(SENTENCES, 4 *, "sentences") X(QUOTES, 4 *, "quotes") X(RARITY, 4 *, "rarity") X(DIGITS, 4 *, "digits") \
    X(COMMAS, 4 *, "commas") X(ABOVE, , "above") X(KEYWORDS, , "keywords") X(IN_HEAD, , "head") \
    X(TOLD_ABOVE, , "told_above") X(COS_ABOVE, , "cos_above") X(NAMES_SEEN, , "names_seen") \
    X(LISTED, RATE * !!, "list_speech") X(LIST_PRONOUN, RATE * !!, "list_pronoun") \
    X(OPENS_GOES_ON, RATE * !!, "opens_goes_on") X(LIST_CREDIT, RATE * !!, "list_credit") \
    X(OPENS_SHOW, RATE * !!, "opens_show") X(LIST_PROMOTION, RATE * !!, "list_promotion") \
    X(LIST_PAST, RATE * !!, "list_past")
/* What the second stage hears of the first (`story_heard`). */
#define HEARD(X) \
    X(L, "l") X(L_NEXT, "l>1") X(L_BEFORE, "l<1") X(L_NEXT2, "l>2") X(L_BELOW, "l_below") X(L_SUM, "l_sum-best") \
    X(L_MOST, "l_max_below") X(L_LEAST, "l_min_below") X(L_ABOVE, "l_above")

#define AS_KIND(id, name) KIND_##id,
enum { KINDS_OF_WORDS(AS_KIND) };
#define AS_COLUMN(id, name) id,
#define AS_ONE(...) +1
enum { HEARD(AS_COLUMN) };
enum { AROUNDS = AROUND(AS_ONE), CONTEXTS = 6, HEARDS = HEARD(AS_ONE) };
enum column {
    FORM(AS_COLUMN) SHAPE(AS_COLUMN) PLACE(AS_COLUMN) SHORT_LINES(AS_COLUMN) OVERLAP(AS_COLUMN) NAMED(AS_COLUMN)
    WORDING(AS_COLUMN)
    CONTEXT,
    FEATURES = CONTEXT + CONTEXTS * AROUNDS,
    WIDTH = FEATURES + HEARDS,  /* of a row with what is heard of it */
};

/* What is known of words beforehand. */
struct wording {
    const uint8_t *common;   /* how common the words of each of 65,536 buckets are, in UNITs */
    const uint64_t *listed;  /* the numbers of the words on lists, ascending, */
    const int64_t *lists;    /* and a bit for each list that has them */
    int64_t count;           /* of words on lists */
    const uint8_t *maybe;    /* a bit for each bucket that a word on a list is in */
};

/* A line on its way to its words. */
struct token {
    uint64_t number;        /* of the word */
    int32_t begin, size;    /* characters; size 0: two neighbours of a wide script */
};
struct line {
    uint32_t points[LONGEST + 2], bits[LONGEST + 2];  /* characters and what they are; behind them two breaks */
    int64_t kept, size;                               /* so many of so many characters */
    struct token tokens[LONGEST];
    int64_t token_count;
};

/* What is counted of one paragraph. */
struct paragraph {
    int64_t size;                                                                /* characters */
    int32_t letters, upper, cased, digits, commas, quotes, separators, wide;     /* how many characters are that, */
    int32_t sentences;              /* ends of sentences that are not the end of the paragraph, */
    int32_t tokens, small, weight;  /* words, how many of them are common, what they weigh together, in UNITs, */
    int32_t spaced;                 /* the letters of those that are not pairs, */
    int32_t longer, titled;         /* of four letters and more, but for the first; and with a capital, */
    int32_t listed[KINDS];          /* words on each list, */
    int32_t opens;                  /* the lists of its first word, */
    int64_t first;                  /* and the number of that in few bits; -1 for none */
    int64_t pairs;                  /* where those of the next paragraph begin */
};

/* A word and a paragraph it stands in. */
struct pair {
    int32_t paragraph, word, bucket;
    int32_t earlier, later;  /* in how many paragraphs above and below it stands, */
    int32_t before, behind;  /* how far above and below the nearest is (FAR: none), */
    int32_t begun;           /* the first paragraph it stands in, */
    int32_t weighs;          /* what it weighs, in UNITs (0: it tells nothing) */
    int32_t is;              /* TELLS, NAME, NUMBER */
};
enum { TELLS = 1, NAME = 2, NUMBER = 4 };

/* A word, wherever it stands. */
struct word {
    uint64_t number;
    int32_t rare;         /* what it weighs before anything is known of the page, in UNITs */
    int32_t lists;        /* bits */
    int32_t first, last;  /* paragraphs; */
    int32_t stands;       /* in how many, */
    int32_t pair;         /* and its last one */
};

/* A page, in the room that the caller handed in. */
struct page {
    struct line *line;
    struct paragraph *paragraphs;
    struct pair *pairs;
    struct word *words;
    int32_t *slots;       /* of words, by their numbers: one more than the place; 0 is free */
    int64_t count;        /* of paragraphs */
    int64_t pair_count, word_count, most;
    int slot_bits;
};

int64_t page_room(int64_t size, int64_t count);
int64_t page_read(struct page *page, const uint8_t *text, int64_t size, int64_t count,
                  const struct wording *wording, void *room, int32_t *rows);
void paragraph_form(const struct line *line, const uint8_t *begin, const uint8_t *end, int32_t *row);

/* Twice sixteen times the logarithm to base 2 of a number from 1 on, rounded down; without floats. */
static inline int32_t doublings32(int64_t number)
{
    static const uint32_t PARTS[32] = {  /* 2 ** (30 + n / 32), rounded up */
        1073741824u, 1097253709u, 1121280436u, 1145833281u, 1170923762u, 1196563654u, 1222764986u, 1249540053u,
        1276901417u, 1304861917u, 1333434673u, 1362633090u, 1392470869u, 1422962011u, 1454120822u, 1485961921u,
        1518500250u, 1551751076u, 1585730000u, 1620452966u, 1655936265u, 1692196548u, 1729250827u, 1767116489u,
        1805811302u, 1845353420u, 1885761399u, 1927054196u, 1969251188u, 2012372174u, 2056437387u, 2101467502u,
    };
    uint32_t scaled = (uint32_t)number;
    int32_t whole = 30, part = 0;
    for (int32_t step = 16; step; step >>= 1)
        if (scaled < 1u << (31 - step)) {
            scaled <<= step;
            whole -= step;
        }
    for (int32_t step = 16; step; step >>= 1)
        part += scaled >= PARTS[part + step] ? step : 0;
    return whole * 32 + part;
}

/* How large a number from 0 on is, in eighths of a doubling; 13 million and more are alike. */
static inline int32_t size_of(int64_t number)
{
    return number >= 12937002 ? 189 : doublings32(number + 1) / 4;
}

/* The logarithm to base 2 of a number, in UNITs, rounded; 0 of 0, and of no more than 4,096. */
static inline int32_t bits_of(int64_t number)
{
    return number < 1 ? 0 : (doublings32(number < 4096 ? number : 4096) + 1) / 2;
}

/* Rounded down, as Python divides. */
static inline int64_t divided(int64_t part, int64_t whole)
{
    int64_t found = part / whole;
    return found - (part % whole != 0 && (part < 0) != (whole < 0));
}

static inline int64_t least(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

#endif
