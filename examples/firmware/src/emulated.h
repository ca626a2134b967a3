/* Flash that outlasts the emulator: what is written to it is written to a file too, word by word, and read at power on. */
#ifndef EMULATED_H
#define EMULATED_H

void emulated_flash_start(void);

#endif
