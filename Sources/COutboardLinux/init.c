// The first process of a plugin's namespaces. It holds them, and ends with the host: then the kernel kills everything in
// them. A program of its own, because it must not run in the host's memory; eight instructions, because it does nothing.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "outboard_linux/image.h"
#include "outboard_linux/namespaces.h"

// read(0, below the stack, 1): until nobody can write to the other end any more. Then exit_group(0). Its signals are
// blocked, and SIGCHLD is ignored, by which the kernel collects the processes that are left to it.
#if defined(__x86_64__)
#define MACHINE EM_X86_64
__asm__(
    ".pushsection .rodata\n"
    "outboard_init_code:\n"
    "  xorl %eax, %eax\n"
    "  xorl %edi, %edi\n"
    "  leaq -16(%rsp), %rsi\n"
    "  movl $1, %edx\n"
    "  syscall\n"
    "  movl $231, %eax\n"
    "  xorl %edi, %edi\n"
    "  syscall\n"
    "outboard_init_code_end:\n"
    ".popsection\n");
#elif defined(__aarch64__)
#define MACHINE EM_AARCH64
__asm__(
    ".pushsection .rodata\n"
    ".balign 4\n"
    "outboard_init_code:\n"
    "  mov x8, #63\n"
    "  mov x0, #0\n"
    "  sub x1, sp, #16\n"
    "  mov x2, #1\n"
    "  svc #0\n"
    "  mov x8, #94\n"
    "  mov x0, #0\n"
    "  svc #0\n"
    "outboard_init_code_end:\n"
    ".popsection\n");
#endif

#ifdef MACHINE

extern const unsigned char outboard_init_code[] __attribute__((visibility("hidden")));
extern const unsigned char outboard_init_code_end[] __attribute__((visibility("hidden")));

#define ADDRESS 0x400000ull
#define PAGES 0x10000ull  // the largest pages that the two processors have

typedef struct init_file {
  Elf64_Ehdr header;
  Elf64_Phdr segments[2];
  unsigned char code[64];
} init_file;

int outboard_init_image(void) {
  const size_t code_bytes = (size_t)(outboard_init_code_end - outboard_init_code);
  init_file file;
  if (code_bytes > sizeof file.code) {
    return -E2BIG;
  }
  memset(&file, 0, sizeof file);
  memcpy(file.code, outboard_init_code, code_bytes);
  memcpy(file.header.e_ident, ELFMAG, SELFMAG);
  file.header.e_ident[EI_CLASS] = ELFCLASS64;
  file.header.e_ident[EI_DATA] = ELFDATA2LSB;
  file.header.e_ident[EI_VERSION] = EV_CURRENT;
  file.header.e_type = ET_EXEC;
  file.header.e_machine = MACHINE;
  file.header.e_version = EV_CURRENT;
  file.header.e_entry = ADDRESS + offsetof(init_file, code);
  file.header.e_phoff = offsetof(init_file, segments);
  file.header.e_ehsize = sizeof file.header;
  file.header.e_phentsize = sizeof file.segments[0];
  file.header.e_phnum = 2;
  Elf64_Phdr code = {.p_type = PT_LOAD,
                     .p_flags = PF_R | PF_X,
                     .p_vaddr = ADDRESS,
                     .p_paddr = ADDRESS,
                     .p_filesz = sizeof file,
                     .p_memsz = sizeof file,
                     .p_align = PAGES};
  file.segments[0] = code;
  // Without it the stack could be executed.
  Elf64_Phdr stack = {.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W};
  file.segments[1] = stack;
  return outboard_image_of_bytes("outboard-init", &file, sizeof file);
}

#else

int outboard_init_image(void) {
  return -ENOTSUP;
}

#endif
