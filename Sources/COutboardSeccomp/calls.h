#ifndef OUTBOARD_SECCOMP_CALLS_H
#define OUTBOARD_SECCOMP_CALLS_H

// Which system calls a plugin has, by name: libseccomp knows their numbers, and which of them a machine has.

/// Allowed with any arguments. What they do to files is Landlock's to decide, and limits bound the rest.
extern const char *const outboard_calls_allowed[];
/// Opening files, and truncating them by their names: allowed with any arguments where Landlock knows truncation.
extern const char *const outboard_calls_opening[];
extern const char *const outboard_calls_truncating[];
/// Refused with EPERM: what programs use, and a plugin may not. All others are refused with ENOSYS.
extern const char *const outboard_calls_refused[];
/// Allowed with a network: socket(2) itself depends on its arguments.
extern const char *const outboard_calls_network[];
/// Allowed with further processes: clone(2) itself depends on its arguments.
extern const char *const outboard_calls_processes[];
/// Allowed or refused, depending on their arguments.
extern const char *const outboard_calls_arguments[];

// What is left when a plugin is ready: of these, and of those that depend on their arguments, there are 30.

/// Of every plugin.
extern const char *const outboard_calls_ready[];
/// Of one that was granted a path, or the network.
extern const char *const outboard_calls_ready_reading[];
/// Of one that was granted writing.
extern const char *const outboard_calls_ready_writing[];
/// Of one that was granted the network.
extern const char *const outboard_calls_ready_network[];

#endif
