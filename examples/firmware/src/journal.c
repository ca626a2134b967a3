/* Two slots, of which the one that does not count is written. */
#include "journal.h"

#include "flash.h"

#define NUMBER 0u
#define WORDS 1u
#define RECORD 2u
#define BLANK 0xFFFFFFFFu
#define MARKED 0u

static const uint32_t *slot(uint32_t which)
{
    return board_flash() + which * FLASH_SLOT_WORDS;
}

/* CRC-32 (ISO-HDLC) of words as they lie in memory, four bits at a time. */
static uint32_t checksum(uint32_t sum, const uint32_t *words, uint32_t count)
{
    static const uint32_t OF_FOUR_BITS[16] = {
        0x00000000u, 0x1DB71064u, 0x3B6E20C8u, 0x26D930ACu, 0x76DC4190u, 0x6B6B51F4u, 0x4DB26158u, 0x5005713Cu,
        0xEDB88320u, 0xF00F9344u, 0xD6D6A3E8u, 0xCB61B38Cu, 0x9B64C2B0u, 0x86D3D2D4u, 0xA00AE278u, 0xBDBDF21Cu,
    };
    uint32_t i;

    for (; count > 0; count--) {
        sum ^= *words++;
        for (i = 0; i < 8; i++)
            sum = sum >> 4 ^ OF_FOUR_BITS[sum & 15];
    }
    return sum;
}

static uint32_t checksum_of_slot(uint32_t which)
{
    return ~checksum(0xFFFFFFFFu, slot(which), RECORD + slot(which)[WORDS]);
}

static int counts(uint32_t which)
{
    uint32_t words = slot(which)[WORDS];

    return words > 0 && words <= JOURNAL_MOST_WORDS && slot(which)[RECORD + words] == checksum_of_slot(which);
}

/* Whether a record was ever confirmed here. A mark that broke off is one too. */
static int is_marked(void)
{
    return board_flash()[FLASH_MARK] != BLANK;
}

/* Programs the mark, or what is missing of it: 1 if it is there. */
static int mark(void)
{
    if (board_flash()[FLASH_MARK] != MARKED)
        flash_program(FLASH_MARK, MARKED);
    return board_flash()[FLASH_MARK] == MARKED;
}

/* The slot with the newest record, or FLASH_SLOTS if there is none. */
static uint32_t newest(void)
{
    uint32_t which, found = FLASH_SLOTS;

    for (which = 0; which < FLASH_SLOTS; which++)
        if (counts(which) && (found == FLASH_SLOTS || slot(which)[NUMBER] > slot(found)[NUMBER]))
            found = which;
    return found;
}

enum journal_found journal_read(uint32_t *record, uint32_t words)
{
    uint32_t found = newest(), word;

    if (found == FLASH_SLOTS)
        return is_marked() ? JOURNAL_DAMAGED : JOURNAL_BLANK;
    if (slot(found)[WORDS] != words)
        return JOURNAL_DAMAGED;
    for (word = 0; word < words; word++)
        record[word] = slot(found)[RECORD + word];
    return JOURNAL_FOUND;
}

static void put(uint32_t which, uint32_t word, uint32_t value)
{
    flash_program(which * FLASH_SLOT_WORDS + word, value);
}

static void write(uint32_t which, uint32_t number, const uint32_t *record, uint32_t words)
{
    uint32_t header[RECORD], word;

    header[NUMBER] = number;
    header[WORDS] = words;
    flash_erase(which);
    put(which, NUMBER, number);
    put(which, WORDS, words);
    for (word = 0; word < words; word++)
        put(which, RECORD + word, record[word]);
    put(which, RECORD + words, ~checksum(checksum(0xFFFFFFFFu, header, RECORD), record, words));
}

static int is_there(uint32_t which, const uint32_t *record, uint32_t words)
{
    uint32_t word;

    if (newest() != which || slot(which)[WORDS] != words)
        return 0;
    for (word = 0; word < words; word++)
        if (slot(which)[RECORD + word] != record[word])
            return 0;
    return 1;
}

int journal_write(const uint32_t *record, uint32_t words)
{
    uint32_t last = newest();
    uint32_t which = last == 0 ? 1 : 0;
    uint32_t number = last == FLASH_SLOTS ? 0 : slot(last)[NUMBER];

    if (words == 0 || words > JOURNAL_MOST_WORDS || number == BLANK - 1)
        return 0;
    write(which, number + 1, record, words);
    if (!is_there(which, record, words))
        return 0;
    return mark();
}
