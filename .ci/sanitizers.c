// Linked into every program that `make sanitize` builds: the options of the sanitizers' runtimes.
//
// Not in the environment, because a plugin inherits nothing from its host's. Whatever a process finds goes into a file
// of its own in REPORTS, and any such file fails the run: so nothing gets lost in a log, nor in a plugin that was about
// to end anyway. The first finding ends the process that has it, and with it the test.
//
// Faults are left to kill: tests cause some on purpose, and a fault that nobody wanted fails its test in any case.
// Variables of the environment (TSAN_OPTIONS, ASAN_OPTIONS) still win where a process has them.

#define COMMON "log_path=" REPORTS "/report:log_exe_name=1:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:"

const char *__tsan_default_options(void) {
  return COMMON "halt_on_error=1:second_deadlock_stack=1";
}

const char *__asan_default_options(void) {
  // What was suppressed is no finding, and so needs no file.
  return COMMON "halt_on_error=1:detect_leaks=1:print_suppressions=0";
}

const char *__lsan_default_suppressions(void) {
  // Foundation's Process, which the demo and its tests use, never lets go of a weak reference to itself.
  return "leak:s10Foundation7ProcessC3runyyKF\n"
         // What indirect enums hold, of which Swift notes the case in the pointer: the sanitizer does not know that for one.
         // A type that a plugin said it has, and what initialises a static value, which lives as long as the process.
         "leak:s17OutboardUntrusted8WireTypeO4from\n"
         "leak:_WZ$\n";
}
