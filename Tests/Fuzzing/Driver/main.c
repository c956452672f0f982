// The program that libFuzzer drives: its main function is libFuzzer's own.
//
//   Fuzz --target=NAME --steps=NUMBER [libFuzzer's options] [corpus folders]
//
// Without steps it runs for as long as libFuzzer's options say. What the targets are: ../Targets/FuzzTarget.swift.

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int outboard_fuzz_begin(const char *target, uint64_t steps);
void outboard_fuzz(const uint8_t *bytes, size_t count);

int LLVMFuzzerInitialize(int *count, char ***arguments) {
  const char *target = "";
  uint64_t steps = 0;
  int left = 1;
  for (int index = 1; index < *count; index += 1) {
    char *argument = (*arguments)[index];
    if (strncmp(argument, "--target=", 9) == 0) {
      target = argument + 9;
    } else if (strncmp(argument, "--steps=", 8) == 0) {
      steps = strtoull(argument + 8, NULL, 10);
    } else {
      (*arguments)[left++] = argument;  // libFuzzer's
    }
  }
  *count = left;
  (*arguments)[left] = NULL;
  if (outboard_fuzz_begin(target, steps) != 0) {
    fprintf(stderr, "there is no target '%s'\n", target);
    exit(2);
  }
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  outboard_fuzz(bytes, count);
  return 0;
}
