#!/bin/sh
# Builds one program for one board: build.sh BOARD PROGRAM LIBMFA OUTPUT [FLAG...], with clang and lld.
#   BOARD    mps2 (Cortex-M4), microbit (Cortex-M0) or riscv (linked, never run)
#   PROGRAM  lock (what is in a door), trial (the same with commands for tests), vectors, cuts or measure (tests)
#   LIBMFA   the library without std: libmfa.a for the board's machine
#   FLAG     more for the compiler, such as where tests find what was generated
set -eu
here=$(cd "$(dirname "$0")" && pwd)
board=$1 program=$2 library=$3 output=$4
shift 4

case $board in
mps2) machine="--target=thumbv7em-none-eabihf -mcpu=cortex-m4 -mthumb" start="cortex_m.c mps2.c" ;;
microbit) machine="--target=thumbv6m-none-eabi -mcpu=cortex-m0 -mthumb" start="cortex_m.c microbit.c" ;;
riscv) machine="--target=riscv32-none-elf -march=rv32imac -mabi=ilp32" start="riscv.c" ;;
*) echo "build.sh: there is no board $board" >&2; exit 2 ;;
esac

lock="text.c line.c clock.c flash.c journal.c store.c random.c person.c answer.c service.c lock.c"
case $program in
lock) sources="$lock stack.c main.c" own="" defined="" ;;
trial) sources="$lock main.c stack.c trial.c semihosting.c emulated.c" own="" defined="-DTRIAL" ;;
vectors) sources="text.c stack.c semihosting.c" own="vectors.c" defined="" ;;
cuts) sources="$lock stack.c semihosting.c" own="cuts.c journal_cuts.c lock_cuts.c" defined="-DTRIAL" ;;
measure) sources="text.c stack.c semihosting.c" own="measure.c" defined="" ;;
*) echo "build.sh: there is no program $program" >&2; exit 2 ;;
esac

warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Werror"
code="-std=c99 -Os -ffreestanding -fno-common -ffunction-sections -fdata-sections -fstack-size-section"
link="-nostdlib -fuse-ld=lld -Wl,--gc-sections -Wl,-T,$board.ld -Wl,--emit-relocs"
files=""
for name in $start; do files="$files $here/boards/$name"; done
for name in $sources; do files="$files $here/src/$name"; done
for name in $own; do files="$files $here/tests/$name"; done
cd "$here/boards"
# shellcheck disable=SC2086 # They are words.
exec clang $machine $code $warnings $defined -I"$here/../../ffi/include" "$@" $link -o "$output" $files "$library"
