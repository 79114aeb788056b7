"""Pairs: the two loops that compare articles word by word; compiled or not, as in `kernels`."""

from __future__ import annotations

from typing import Any

from tasks.near.kernels import CAPITAL, NUMBER, OPENS


def arrange(
    words: Any,
    flags: Any,
    counts: Any,
    shingles: Any,
    common: Any,
    size: int,
    room: Any,
    spare: Any,
    ends: Any,
    in_place: Any,
    found: Any,
    at: Any,
    tops: Any,
) -> None:
    """Sort what each text holds: its distinct shingles, then those of all its numbers, then of all its names.

    All of them go to `found`, one list after the other; `at` holds where each list begins, first those of
    shingles, then of numbers, then of names.  `in_place` gets the shingle that begins at each word, `tops`
    what `compare` says.  `common` holds the sorted words that are no names; `room` and `spare` have room for the
    longest text, `ends` for twice as much.
    """
    n = 0
    texts = len(counts)
    for which in range(3):
        start = 0
        first = 0  # of its shingles
        for i in range(texts):
            count = counts[i]
            held = 0
            if which == 0:
                held = count - min(size, count) + 1 if count else 0
                for k in range(held):
                    room[k] = shingles[first + k]
                    in_place[start + k] = room[k]
                first += held
            else:
                for k in range(start, start + count):
                    if which == 1:
                        if flags[k] & NUMBER:
                            room[held] = words[k]
                            held += 1
                    elif (flags[k] & CAPITAL) and not (flags[k] & OPENS):
                        low = 0
                        high = len(common)
                        while low < high:
                            middle = (low + high) >> 1
                            if common[middle] < words[k]:
                                low = middle + 1
                            else:
                                high = middle
                        if low == len(common) or common[low] != words[k]:
                            room[held] = words[k]
                            held += 1
            start += count
            shift = 32  # hashes spread evenly: in as many heaps as there are values, each holds one or two
            heaps = 1
            while heaps < held:
                heaps *= 2
                shift -= 1
            for k in range(heaps + 1):
                ends[k] = 0
            for k in range(held):
                ends[(room[k] >> shift) + 1] += 1
            for k in range(heaps):
                ends[k + 1] += ends[k]
            for k in range(held):
                heap = room[k] >> shift
                spare[ends[heap]] = room[k]
                ends[heap] += 1
            for k in range(1, held):
                value = spare[k]
                j = k
                while j > 0 and spare[j - 1] > value:
                    spare[j] = spare[j - 1]
                    j -= 1
                spare[j] = value
            at[which * texts + i] = n
            filled = 256 * i
            for k in range(held):
                if k == 0 or spare[k] != spare[k - 1]:
                    if which == 0:
                        top = 256 * i + (spare[k] >> 24)
                        while filled <= top:
                            tops[filled] = n
                            filled += 1
                    found[n] = spare[k]
                    n += 1
            if which == 0:
                while filled <= 256 * i + 256:
                    tops[filled] = n
                    filled += 1
    at[3 * texts] = n


def compare(
    pairs: Any,
    sets: Any,
    tops: Any,
    made: Any,
    words: Any,
    flags: Any,
    word_at: Any,
    numbers: Any,
    number_at: Any,
    names: Any,
    name_at: Any,
    size: int,
    least: float,
    out: Any,
) -> None:
    """What two articles share, pair by pair; the columns of `out` are those of `evidence.Evidence`.

    `sets` holds the sorted distinct shingles of each article; `tops[256 * i + t]` is where those of article
    `i` begin whose highest byte is `t`, so that a shingle is found among two or three.  `made` holds its
    shingles in the order of the text, `words` and `flags` its words; `numbers` and `names` its sorted
    distinct ones.  A word is shared when it stands in a shared shingle.  Pairs with neither containment
    from `least` up get their counts only.
    """
    for row in range(len(pairs)):
        left = pairs[row][0]
        right = pairs[row][1]
        i = tops[256 * left]
        j = tops[256 * right]
        i_end = tops[256 * left + 256]
        j_end = tops[256 * right + 256]
        out[row][0] = i_end - i
        out[row][1] = j_end - j
        shared = 0
        while i < i_end and j < j_end:
            if sets[i] == sets[j]:
                shared += 1
                i += 1
                j += 1
            elif sets[i] < sets[j]:
                i += 1
            else:
                j += 1
        out[row][2] = shared
        if shared == 0 or shared < least * min(out[row][0], out[row][1]):
            continue
        for which in range(2):  # numbers, then names: how many each has, and both
            values = numbers if which == 0 else names
            place = number_at if which == 0 else name_at
            i = place[left]
            j = place[right]
            i_end = place[left + 1]
            j_end = place[right + 1]
            out[row][3 + 3 * which] = i_end - i
            out[row][4 + 3 * which] = j_end - j
            shared = 0
            while i < i_end and j < j_end:
                if values[i] == values[j]:
                    shared += 1
                    i += 1
                    j += 1
                elif values[i] < values[j]:
                    i += 1
                else:
                    j += 1
            out[row][5 + 3 * which] = shared
        for side in range(2):
            one = left if side == 0 else right
            other = right if side == 0 else left
            base = 9 + 14 * side
            start = word_at[one]
            count = word_at[one + 1] - start
            span = min(size, count)
            opening = min(40, max(10, count // 4))
            name_from = name_at[one]
            name_count = name_at[one + 1] - name_from
            inside = [0] * name_count  # 1: stands in shared words, 2: outside, 3: both
            until = -1  # words before it are shared
            run = 0  # length of the run of shared words before this word
            gap = 0  # the same for words that are not shared
            gap_facts = 0
            sentence = 0
            sentence_shared = 0
            covered = 0
            lead = 0
            first = -1
            last = -1
            longest = 0
            runs = 0
            hunks = 0
            slots = 0
            sentences = 0
            whole = 0
            intact = 0
            lone_numbers = 0  # of the sentence, not shared
            for k in range(count + 1):
                if k < count:
                    if k + span <= count:
                        value = made[start + k]
                        low = tops[256 * other + (value >> 24)]
                        stop = tops[256 * other + (value >> 24) + 1]
                        high = stop
                        while low < high:
                            middle = (low + high) >> 1
                            if sets[middle] < value:
                                low = middle + 1
                            else:
                                high = middle
                        if low < stop and sets[low] == value:
                            until = k + span
                    flag = flags[start + k]
                    mine = k < until
                else:
                    flag = OPENS
                    mine = run == 0  # ends whatever was going on
                if (flag & OPENS) and sentence > 0:
                    sentences += 1
                    if sentence_shared * 5 >= sentence * 4:
                        whole += 1
                        if lone_numbers == 0:
                            intact += 1
                    sentence = 0
                    sentence_shared = 0
                    lone_numbers = 0
                if mine:
                    if gap > 0:
                        hunks += 1
                        if gap <= 8 and gap_facts > 0:
                            slots += 1
                        gap = 0
                        gap_facts = 0
                    run += 1
                else:
                    if run >= 8:
                        runs += 1
                        if first < 0:
                            first = k - run
                        last = k
                    longest = max(longest, run)
                    run = 0
                    gap += 1
                    if (flag & NUMBER) or ((flag & CAPITAL) and not (flag & OPENS)):
                        gap_facts += 1
                if k < count:
                    sentence += 1
                    if mine:
                        covered += 1
                        sentence_shared += 1
                        if k < opening:
                            lead += 1
                    elif flag & NUMBER:
                        lone_numbers += 1
                    if (flag & CAPITAL) and not (flag & OPENS):
                        value = words[start + k]
                        low = 0
                        high = name_count
                        while low < high:
                            middle = (low + high) >> 1
                            if names[name_from + middle] < value:
                                low = middle + 1
                            else:
                                high = middle
                        if low < name_count and names[name_from + low] == value:
                            inside[low] |= 1 if mine else 2
            known = 0
            again = 0
            for k in range(name_count):
                if inside[k] & 1:
                    known += 1
                    if inside[k] & 2:
                        again += 1
            out[row][base] = count
            out[row][base + 1] = covered
            out[row][base + 2] = lead
            out[row][base + 3] = first
            out[row][base + 4] = last
            out[row][base + 5] = longest
            out[row][base + 6] = runs
            out[row][base + 7] = hunks
            out[row][base + 8] = slots
            out[row][base + 9] = sentences
            out[row][base + 10] = whole
            out[row][base + 11] = intact
            out[row][base + 12] = known
            out[row][base + 13] = again
