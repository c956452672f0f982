// A program for the tests of launching: says what it was started with, or ends in some way.
//
//   LaunchFixture report            what this process has and is, as lines of "name value"
//   LaunchFixture sleep             until it is killed
//   LaunchFixture exit CODE
//   LaunchFixture raise SIGNAL
//   LaunchFixture family            a child in the same process group; both sleep
//   LaunchFixture daemon            a child in another session; both sleep
//   LaunchFixture filtered CALL ARGUMENT ERRNO
//                                   launches "report" of itself with a system call forbidden: with this first argument,
//                                   or whatever it is if ARGUMENT is -1
//   LaunchFixture tamper            every way to change the file at descriptor 5, as lines of "way errno"
//   LaunchFixture close-listed      outboard_close_from without close_range(2)

#define _GNU_SOURCE

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "outboard_linux/launch.h"

extern char **environ;

/// Ends without the checks that sanitizers run at exit.
static _Noreturn void finish(int code) {
  fflush(stdout);
  _exit(code);
}

static _Noreturn void sleep_for_ever(void) {
  for (;;) {
    pause();
  }
}

static void report_descriptors(void) {
  DIR *directory = opendir("/proc/self/fd");
  struct dirent *entry;
  while ((entry = readdir(directory)) != NULL) {
    int number = atoi(entry->d_name);
    struct stat status;
    if (entry->d_name[0] == '.' || number == dirfd(directory) || fstat(number, &status) < 0) {
      continue;
    }
    printf("descriptor %d %llu %d\n", number, (unsigned long long)status.st_ino, fcntl(number, F_GETFD));
  }
  closedir(directory);
}

static void report_status(void) {
  static const char *const wanted[] = {"SigBlk:", "SigIgn:", "SigCgt:", "NoNewPrivs:", "Umask:"};
  char line[256];
  FILE *file = fopen("/proc/self/status", "re");
  while (fgets(line, sizeof line, file)) {
    for (size_t index = 0; index < sizeof wanted / sizeof wanted[0]; index += 1) {
      size_t length = strlen(wanted[index]);
      if (strncmp(line, wanted[index], length) == 0) {
        printf("%.*s %s", (int)length - 1, line, line + length + 1);
      }
    }
  }
  fclose(file);
}

static _Noreturn void report(int count, char **arguments) {
  report_descriptors();
  report_status();
  for (int index = 0; index < count; index += 1) {
    printf("argument %s\n", arguments[index]);
  }
  for (char **variable = environ; *variable; variable += 1) {
    printf("environment %s\n", *variable);
  }
  int death_signal = 0;
  prctl(PR_GET_PDEATHSIG, &death_signal);
  char directory[4096];
  struct rlimit core;
  struct rlimit files;
  getrlimit(RLIMIT_CORE, &core);
  getrlimit(RLIMIT_NOFILE, &files);
  printf("death-signal %d\n", death_signal);
  printf("leads-session %d\n", getsid(0) == getpid());
  printf("leads-group %d\n", getpgrp() == getpid());
  printf("directory %s\n", getcwd(directory, sizeof directory));
  printf("core %llu %llu\n", (unsigned long long)core.rlim_cur, (unsigned long long)core.rlim_max);
  printf("files %llu %llu\n", (unsigned long long)files.rlim_cur, (unsigned long long)files.rlim_max);
  finish(0);
}

/// Forbids one system call for this process and its children.
static void forbid(int call, int argument, int error) {
  // The jumps count the instructions they skip.
  const unsigned char to_refusal = argument < 0 ? 2 : 0;
  struct sock_filter instructions[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, to_refusal, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)argument, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {.len = sizeof instructions / sizeof instructions[0], .filter = instructions};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
    printf("unsupported %d\n", errno);
    finish(2);
  }
}

static _Noreturn void launch_filtered(const char *own_path, int call, int argument, int error) {
  char *arguments[] = {"LaunchFixture", "report", NULL};
  char *environment[] = {NULL};
  outboard_launch_descriptor descriptors[] = {{.target = 1, .source = 1}};
  int32_t scratch[1];
  outboard_launch_plan plan = {
      .executable = open(own_path, O_RDONLY | O_CLOEXEC),
      .descriptor_count = 1,
      .descriptors = descriptors,
      .scratch = scratch,
      .arguments = arguments,
      .environment = environment,
      .open_files_limit = -1,
  };
  outboard_launch_result result;
  // Something that the child must not get.
  dup2(1, 77);
  fflush(stdout);
  forbid(call, argument, error);
  outboard_launch(&plan, &result);
  if (result.step == 0) {
    siginfo_t information;
    waitid(P_PID, (id_t)result.pid, &information, WEXITED);
  }
  printf("step %d %d\n", result.step, result.error);
  finish(0);
}

static _Noreturn void close_listed(void) {
  // More than one listing holds, with gaps.
  for (int number = 100; number < 400; number += 3) {
    dup2(1, number);
  }
  int result = outboard_close_from(103, 1);
  printf("result %d\n", result);
  report_descriptors();
  finish(0);
}

static void say(const char *way, long result) {
  printf("%s %d\n", way, result < 0 ? errno : 0);
}

static _Noreturn void tamper(void) {
  const int file = 5;
  struct stat status;
  fstat(file, &status);
  void *writable = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  say("map", writable == MAP_FAILED ? -1 : 0);
  void *readable = mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
  say("protect", mprotect(readable, 4096, PROT_READ | PROT_WRITE));
  say("remove", madvise(readable, 4096, MADV_REMOVE));
  say("write", pwrite(file, "x", 1, 0));
  say("shrink", ftruncate(file, 0));
  say("grow", ftruncate(file, status.st_size + 4096));
  say("punch", fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096));
  int reopened = open("/proc/self/fd/5", O_RDWR);
  say("reopened-write", pwrite(reopened, "x", 1, 0));
  void *again = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, reopened, 0);
  say("reopened-map", again == MAP_FAILED ? -1 : 0);
  say("reopened-punch", fallocate(reopened, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096));
  say("truncating-open", open("/proc/self/fd/5", O_RDWR | O_TRUNC));
  say("unseal", fcntl(file, F_ADD_SEALS, 0));
  finish(0);
}

int main(int count, char **arguments) {
  const char *mode = count > 1 ? arguments[1] : "";
  if (strcmp(mode, "report") == 0) {
    report(count, arguments);
  } else if (strcmp(mode, "sleep") == 0) {
    sleep_for_ever();
  } else if (strcmp(mode, "exit") == 0 && count > 2) {
    finish(atoi(arguments[2]));
  } else if (strcmp(mode, "raise") == 0 && count > 2) {
    int number = atoi(arguments[2]);
    signal(number, SIG_DFL);
    raise(number);
  } else if (strcmp(mode, "family") == 0 || strcmp(mode, "daemon") == 0) {
    if (fork() == 0 && strcmp(mode, "daemon") == 0) {
      setsid();
    }
    sleep_for_ever();
  } else if (strcmp(mode, "filtered") == 0 && count > 4) {
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    launch_filtered(path, atoi(arguments[2]), atoi(arguments[3]), atoi(arguments[4]));
  } else if (strcmp(mode, "tamper") == 0) {
    tamper();
  } else if (strcmp(mode, "close-listed") == 0) {
    close_listed();
  }
  fprintf(stderr, "LaunchFixture: what to do?\n");
  finish(64);
}
