#ifndef OUTBOARD_NOTE_H
#define OUTBOARD_NOTE_H

// The manifest: what a plugin says about itself in its own file, so that it is known before the plugin runs. An ELF note,
// see elf(5).

#include <stdint.h>

#define OUTBOARD_NOTE_NAME "Outboard"  ///< name of the note
#define OUTBOARD_NOTE_MANIFEST 1  ///< type of the note: its contents are the lines of a manifest
#define OUTBOARD_NOTE_BYTES_MAX 16384  ///< most bytes of a manifest

// Without it, linkers that drop what nobody uses may drop the note.
#if defined(__has_attribute)
#if __has_attribute(retain)
#define OUTBOARD_RETAINED(...) __attribute__((__VA_ARGS__, retain))
#endif
#endif
#ifndef OUTBOARD_RETAINED
#define OUTBOARD_RETAINED(...) __attribute__((__VA_ARGS__))
#endif

/// Puts a manifest into the program. Once in a program, at file scope, with its lines as one string literal:
///
///     OUTBOARD_PLUGIN_NOTE("name Greeter\n"
///                          "version 1.0.0\n"
///                          "interface Greeter 1.0\n")
#define OUTBOARD_PLUGIN_NOTE(lines) \
  OUTBOARD_RETAINED(section(".note.outboard"), used, aligned(4)) static const struct { \
    uint32_t name_bytes, lines_bytes, type; \
    char name[12], text[sizeof(lines)]; \
  } outboard_plugin_note = { \
    sizeof(OUTBOARD_NOTE_NAME), sizeof(lines), OUTBOARD_NOTE_MANIFEST, OUTBOARD_NOTE_NAME, lines};

#endif
