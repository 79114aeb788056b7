/* The lexicon: how rare each of 321,000 English words is and which lists it is in, as one table in a file that all
   processes map. */
#include "spacing.h"

#define SPREAD 0xD6E8FEB86659FD93u
enum { ENTRY = (1 << ENTRY_BITS) - 1, SLOT = 45 };  /* SLOT: bits of a hash, less those of a slot's number */

/* BASE to the power of a number of characters. */
const uint64_t POWERS[LONGEST + 1] = {
    0x1u, 0x9E3779B97F4A7C15u, 0xDF442D22CE4859B9u, 0x604A5CE3ADDEF82Du, 0xD94363FC538227B1u,
    0x2E2B795F2D10FD85u, 0x4BE7956E30A337E9u, 0x5ECB31E4CCD2721Du, 0x6D4B2611BEB6861u, 0xF10CD6A9BE88BF5u,
    0x80E0DCF76DB02719u, 0x779023CF069D510Du, 0x4114E3439EEBF211u, 0x8FC15A19BA851765u, 0x50687085A271D749u,
    0x82FE791BE9B804FDu, 0xF53F7DFF42A4F4C1u, 0xC1712BCBDCDF8FD5u, 0x204DB59CA693F879u, 0xE1A216043077FDEDu,
    0x7DDE4BF1258A071u, 0x657DF06EDEA5E545u, 0xFB5E617F1F9B3AA9u, 0xB39AFCD693FFABDDu, 0x761AF3294C1A2521u,
    0x3737591302AB07B5u, 0xA6A140EA15154DD9u, 0xA09B3202342E7ECDu, 0x590DD8F2277DB2D1u, 0x3710DF127F56E725u,
    0xF0F4B4B9B5C8E209u, 0x196A94FE0490E6BDu, 0xCDFB8AFC05487981u, 0xBBF1BBAEA8167395u, 0x477AAC3FFDE5A739u,
    0xF4323BC3AE5053ADu, 0x66E0293C3820A931u, 0x66B667E9A3CB9D05u, 0x2685E2DEEE344D69u, 0x7B6DF7115723359Du,
    0x707345DC963D71E1u, 0xA22921B8A03D5375u, 0x7D788C7104468499u, 0xAF359F12BD3CFC8Du, 0x7C7B3C0304170391u,
    0xD68C186F728786E5u, 0xF3420C33A3A6FCC9u, 0xA5C7D76F183E187Du, 0x1030134928168E41u, 0xCAD2517B948B2755u,
    0x668C1D40200965F9u, 0xBA93C4062F23F96Du, 0x8A8D513F774641F1u, 0x192E4D296F5E24C5u, 0xD122FB29187A7029u,
    0xCD9C1E413390F5Du, 0x48B84D57CB014EA1u, 0xBA5E1E43E2BB6F35u, 0x58E24E0AD38FCB59u, 0x4E99271FF004CA4Du,
    0x7C710644AFA3E451u,
};

/* The slot of a word, or the empty one where it would stand; in `rest` what it holds of the hash of that word. */
static uint64_t slot_of(const uint64_t *lexicon, uint64_t word, uint64_t *rest)
{
    uint64_t hash = word * SPREAD, slot = hash >> SLOT;
    *rest = hash << ENTRY_BITS;
    for (int n = 0; n < SLOTS && lexicon[slot] != 0 && (lexicon[slot] ^ *rest) >> ENTRY_BITS != 0; n++)
        slot = (slot + 1) & (SLOTS - 1);
    return slot;
}

/* Have the memory bring the slot of a word that is asked about soon: it takes longer than all that is done with it. */
void expect(const uint64_t *lexicon, uint64_t word)
{
    __builtin_prefetch(lexicon + (word * SPREAD >> SLOT));
}

/* What is known of a word in small letters; 0 for nothing. */
uint32_t entry_of(const uint64_t *lexicon, uint64_t word)
{
    uint64_t rest, held = lexicon[slot_of(lexicon, word, &rest)];
    return (held ^ rest) >> ENTRY_BITS == 0 ? held & ENTRY : 0;
}

/* The natural logarithm of a word's share of running text. */
double share_of(uint32_t entry, double otherwise)
{
    return entry & STEP ? ((int)(entry & STEP) - 1) * -0.023025850929940458 : otherwise;  /* ln(10) / 100 */
}

/* Put words into a table of SLOTS, a newline behind each, `entries` beside them; of one that is there already add what
   is new.  Returns how many words there were.  A slot is always left empty. */
EXPORTED int64_t lexicon_enter(const uint8_t *words, int64_t size, const uint32_t *entries, int64_t number,
                               uint64_t *table)
{
    int64_t n = 0, full = 0;
    uint64_t key = 0, rest;
    for (int64_t slot = 0; slot < SLOTS; slot++)
        full += table[slot] != 0;
    for (size_t at = 0, after; at < (size_t)size && n < number; at = after) {
        uint32_t point = read_point(words, at, (size_t)size, &after);
        if (point != '\n') {
            key = longer(key, point);
            continue;
        }
        uint64_t slot = slot_of(table, key, &rest);
        full += table[slot] == 0;
        if (full >= SLOTS)
            break;
        table[slot] |= rest | (entries[n++] & ENTRY);
        key = 0;
    }
    return n;
}

/* The entry of one word, which is given in small letters. */
EXPORTED uint32_t lexicon_entry(const uint64_t *lexicon, const uint8_t *word, int64_t size)
{
    uint64_t key = 0;
    for (size_t at = 0, after; at < (size_t)size; at = after)
        key = longer(key, read_point(word, at, (size_t)size, &after));
    return entry_of(lexicon, key);
}

/* The step of the likeliest word that is one slip of the keyboard away from a run of ASCII letters: one letter less,
   more, another, or two that changed places.  0 for none, and for a run of more than LONGEST letters. */
EXPORTED uint32_t lexicon_slip(const uint64_t *lexicon, const uint8_t *run, int64_t size)
{
    uint64_t begun[LONGEST + 1] = {0}, whole;
    uint32_t best = 0;
    if (size > LONGEST - 1)
        return 0;
    for (int64_t n = 0; n < size; n++)
        begun[n + 1] = longer(begun[n], run[n]);
    whole = begun[size];
    for (int64_t k = 0; k <= size; k++) {
        int64_t left = size - k;
        uint64_t head = begun[k], rest = whole - head * POWERS[left];                           /* from letter k on */
        uint64_t after = left > 0 ? whole - begun[k + 1] * POWERS[left - 1] : 0;                /* and one further */
        uint64_t tried[2 * 26 + 2];
        int number = 0;
        if (left > 0)
            tried[number++] = head * POWERS[left - 1] + after;
        if (left > 1) {
            uint64_t later = whole - begun[k + 2] * POWERS[left - 2];
            tried[number++] = longer(longer(head, run[k + 1]), run[k]) * POWERS[left - 2] + later;
        }
        for (uint32_t letter = 'a'; letter <= 'z'; letter++) {
            tried[number++] = longer(head, letter) * POWERS[left] + rest;
            if (left > 0)
                tried[number++] = longer(head, letter) * POWERS[left - 1] + after;
        }
        for (int n = 0; n < number; n++) {
            uint32_t step = entry_of(lexicon, tried[n]) & STEP;
            if (step && (best == 0 || step < best))
                best = step;
        }
    }
    return best;
}

/* Of the tokens of a text, in small letters: how many there are, how many are TELLING, how many of a closed class. */
EXPORTED void lexicon_count(const uint64_t *lexicon, const uint8_t *text, int64_t size, int64_t *counts)
{
    uint64_t key = 0;
    int64_t length = 0;
    counts[0] = counts[1] = counts[2] = 0;
    for (size_t at = 0, after; at <= (size_t)size; at = after) {
        uint32_t point = ' ';
        after = at + 1;
        if (at < (size_t)size)
            point = read_point(text, at, (size_t)size, &after);
        if (!(character_of(point)->bits & IS_BLANK)) {
            key = longer(key, small_of(point));
            length++;
        } else if (length > 0) {
            uint32_t entry = entry_of(lexicon, key);
            counts[0]++;
            counts[1] += (entry & TELLING) != 0;
            counts[2] += (entry & CLOSED) != 0;
            key = 0;
            length = 0;
        }
    }
}
