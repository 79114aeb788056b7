/* Lost spaces: what lexicon.c, runs.c, splits.c, article.c, breaks.c and spacing.c share.

   Two words that grew together are told by the words on both sides (runs.c), by the signs of their token (splits.c),
   by what else the article says (article.c), and by the width of the lines that it was wrapped at (breaks.c).
   spacing.c asks them in turn.  Scores are nepers: how much likelier two tokens are than one, as natural logarithms. */
#ifndef CLEANCOPY_SPACING_H
#define CLEANCOPY_SPACING_H

#include "core.h"

enum { LONGEST = 60 };  /* characters of a token that is looked at: two English words and their signs have 40 at most */
#define NEVER (-99.0)   /* ln share of what is no word */

/* ---- the lexicon ------------------------------------------------------------------------------------------------ */

/* A word is told by a polynomial over its characters, modulo 2**64.  So each part of a run of letters has its key at
   once from those of the run's beginnings, and to try a split costs two look-ups: no other hash can do that. */
#define BASE 0x9E3779B97F4A7C15u
extern const uint64_t POWERS[LONGEST + 1];

static inline uint64_t longer(uint64_t word, uint32_t point)
{
    return word * BASE + point + 1;
}

/* What the lexicon holds on a word: below, its step of the list (hundredths of a power of ten that it is rarer than
   all, from 1; 0 for none); above, which lists of english.toml have it. */
enum {
    STEP = 0x3FF,
    SHORT = 1 << 10,      /* of one or two letters */
    AFFIX = 1 << 11,      /* begins or ends words without being one, or, if it is a PARTICLE, as well */
    HARD = 1 << 12,       /* closed class: no compound and hardly a name is made of it */
    PARTICLE = 1 << 13,   /* closed class, but compounds and names are made with it */
    LEAD = 1 << 14,       /* begins compounds */
    HEAD = 1 << 15,       /* ends compounds */
    LATE = 1 << 16,       /* a particle that hardly a compound ends in after a long word */
    TELLING = 1 << 17,    /* closed class, and of no neighbouring language */
    UNIT = 1 << 18,       /* stands right after a number */
    ABBREVIATION = 1 << 19,
    ELIDED = 1 << 20,     /* stands before an apostrophe and a vowel, and nowhere else */
    CLOSED = HARD | PARTICLE
};
enum { SLOTS = 1 << 19, ENTRY_BITS = 21 };

uint32_t entry_of(const uint64_t *lexicon, uint64_t word);
void expect(const uint64_t *lexicon, uint64_t word);
double share_of(uint32_t entry, double otherwise);

/* ---- bounds ----------------------------------------------------------------------------------------------------- */

enum { LOW, CAP, OTHER };  /* how a run is written: small, with a capital, otherwise */
enum { WIDEST = 150, ROOM = 2 * WIDEST, REACH = 28, SPREADS = 5 };  /* characters; see breaks.c */

/* What repair/spacing/bounds.py says, and why; nepers but for what is said otherwise. */
struct bounds {
    double sure, telling, least;
    double closed, particle, late, everyday, words, names, possessive;
    double unlisted[3], letter[3];
    double capital, own, initial, rare, glued, common;
    double seen_apart, repeated, wrong_way;
    double damaged, paragraph, enough;
    double joint, side;                  /* see joints.c */
    double unknown, native, certainly;   /* see sentences.c */
    double affix;                        /* see runs.c */
    double compounds, low_quotes;        /* whether the language makes compounds as English does, and opens „so“ */
    double mean, deviation, wild, alike;
    double astray, far, near, shorter, words_far, longer, longer_share;
    double normal[SPREADS][WIDEST + ROOM];      /* share of widths less than x below the mean, which is at WIDEST */
    double density[SPREADS][2 * REACH + 1];     /* share of each width around the mean */
};

/* ---- tokens ----------------------------------------------------------------------------------------------------- */

enum kind {
    WORDS, NAMES, POSSESSIVE, SENTENCE, COMMA, ABBREVIATED, QUOTE, OPENING, CLOSING, BRACKET, DIGITS, DASH, ELLIPSIS,
    SIGN
};

/* A place in a token where a space may be missing. */
struct split {
    double score;
    int32_t token;  /* number of its token in the text */
    int16_t at;     /* characters of the token before it */
    int16_t kind;
};

/* A token, what stands between two blanks; and of its first n characters the keys, and how many are large and small. */
struct token {
    int size;                               /* characters; 0 of one that is too long */
    uint32_t point[LONGEST + 4];            /* zeros behind the last one, as in bits */
    uint32_t small[LONGEST + 4];            /* in small letters */
    uint32_t bits[LONGEST + 4];             /* IS_... */
    uint64_t key[LONGEST + 1], low[LONGEST + 1];
    uint8_t larges[LONGEST + 1], smalls[LONGEST + 1];
};

struct article;

/* What a token is judged by. */
struct judge {
    const uint64_t *lexicon;
    const struct bounds *bounds;
    const struct article *article;  /* whose own words count as words, or NULL */
};

/* The keys of a part of a token, as it stands and in small letters. */
static inline uint64_t key_of(const struct token *t, int from, int to)
{
    return t->key[to] - t->key[from] * POWERS[to - from];
}

static inline uint64_t low_of(const struct token *t, int from, int to)
{
    return t->low[to] - t->low[from] * POWERS[to - from];
}

/* As str.islower and str.isupper have it. */
static inline int is_low(const struct token *t, int from, int to)
{
    return t->larges[to] == t->larges[from] && t->smalls[to] > t->smalls[from];
}

static inline int is_large(const struct token *t, int from, int to)
{
    return t->smalls[to] == t->smalls[from] && t->larges[to] > t->larges[from];
}

void read_token(const uint8_t *text, size_t start, size_t stop, struct token *token);
double part(const struct judge *judge, const struct token *token, int from, int to, int hyphen, uint32_t *entry);
int in_run(const struct judge *judge, const struct token *token, int from, int to, uint32_t next,
           struct split *found);
int clitic_of(const struct token *token, int from, int to);
int behind_clitic(const struct judge *judge, const struct token *token, int from, int to, struct split *found);
int in_token(const struct judge *judge, const struct token *token, struct split *found);

/* ---- an article ------------------------------------------------------------------------------------------------- */

/* Its words, in tables of a power of two of slots; 0 is no word. */
struct article {
    uint64_t *words;   /* as they stand there */
    uint64_t *pairs;   /* neighbours with one space between them */
    int32_t *counts;   /* of each word */
    uint8_t *own;      /* whether a word is an abbreviation, or in no list */
    uint64_t slots;
};

int64_t count_words(const uint8_t *text, size_t size);
void read_article(const uint8_t *text, size_t size, const uint64_t *lexicon, struct article *article);
int is_own(const struct article *article, uint64_t word);
int holds_own(const struct article *article, const struct token *token);
void weigh(const struct article *article, const struct bounds *bounds, const struct token *token, int64_t quotes,
           struct split *places, int number);

/* ---- lines that were lost --------------------------------------------------------------------------------------- */

/* Characters of a line, and what it would have had with one word more: the room was between. */
struct line_end {
    int32_t length, more;
};

/* How wide an article's lines were: for each x, the probability that less than x characters had room. */
struct widths {
    double first[ROOM];  /* of a paragraph's first line, which may be indented */
    double other[ROOM];
    int narrow, wide;    /* all but a ten-thousandth had more room than that, and less */
};

/* A place where a line may have ended: a space that is there, or one that is not. */
struct break_ {
    int32_t end;    /* characters of the paragraph before it */
    int32_t start;  /* where the next line begins, which is the same where the space is missing */
    int32_t stop;   /* where its first word ends, as if the space were there, 100 characters away at most */
    int32_t split;  /* number of the split, or -1 */
    double odds;    /* that a line ended here and left this trace, against that none did */
    double weight, scale, begun;       /* of all ways from the paragraph's beginning to here: see forward() */
    double behind, scale_behind, ended;  /* and from here to its end: see backward() */
};

void learn_widths(const struct bounds *bounds, const struct line_end *firsts, int number_of_firsts,
                  const struct line_end *others, int number_of_others, struct widths *widths);
double forward(const struct bounds *bounds, const struct widths *widths, int32_t length, struct break_ *breaks,
               int64_t number);
void backward(const struct bounds *bounds, const struct widths *widths, int32_t length, struct break_ *breaks,
              int64_t number);

#endif
