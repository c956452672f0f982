// Attacks on what else the machine has: files, networks, local services, secrets, programs.

#define _GNU_SOURCE

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "plugin.h"

static void write_files(void) {
  static const char *const paths[] = {"/tmp/outboard-hostile", "/dev/shm/outboard-hostile", "outboard-hostile",
                                      "/var/tmp/outboard-hostile"};
  for (size_t index = 0; index < sizeof paths / sizeof paths[0]; index += 1) {
    if (open(paths[index], O_RDWR | O_CREAT, 0600) >= 0) {
      broke("a file");
    }
  }
}

static void connect_out(void) {
  for (int family = 0; family < 46; family += 1) {
    for (int type = SOCK_STREAM; type <= SOCK_SEQPACKET; type += 1) {
      if (socket(family, type, 0) >= 0) {
        broke("a socket");
      }
    }
  }
}

/// Has a service of the host's user do what it may not do itself.
static void use_service(void) {
  const char *name = getenv("OUTBOARD_TEST_SERVICE");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (!name || strlen(name) >= sizeof address.sun_path - 1) {
    return;
  }
  for (int is_abstract = 0; is_abstract <= 1; is_abstract += 1) {
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    // A socket that it has already may be as good.
    int candidates[] = {client, OUTBOARD_FD_CONTROL};
    memset(address.sun_path, 0, sizeof address.sun_path);
    strcpy(address.sun_path + is_abstract, name);
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)is_abstract + strlen(name));
    for (int index = 0; index < 2; index += 1) {
      if (candidates[index] >= 0 && connect(candidates[index], (struct sockaddr *)&address, length) == 0) {
        broke("a service of the machine");
      }
    }
  }
}

static bool file_has(const char *path, const char *text) {
  static char bytes[65536];
  int file = open(path, O_RDONLY);
  ssize_t count = file < 0 ? 0 : read(file, bytes, sizeof bytes);
  if (file >= 0) {
    close(file);
  }
  return count > 0 && memmem(bytes, (size_t)count, text, strlen(text));
}

static void read_own_environment(void) {
  if (getenv("OUTBOARD_TEST_SECRET") || file_has("/proc/self/environ", "secret of the host")) {
    broke("a secret, in its environment");
  }
}

static void read_environment_of_host(void) {
  char path[] = "/proc/0000000000/environ";
  snprintf(path, sizeof path, "/proc/%d/environ", getppid());
  if (file_has(path, "secret of the host")) {
    broke("a secret, in the host's environment");
  }
}

/// Puts another program, or a library that the loader takes, where the next start finds it.
static void replace_program(void) {
  char other[4096];
  snprintf(other, sizeof other, "%s.other", own_path);
  if (open("/proc/self/exe", O_RDWR) >= 0 || open(own_path, O_RDWR) >= 0 || rename(own_path, other) == 0
      || unlink(own_path) == 0 || symlink("/bin/sh", other) == 0 || chmod(own_path, 0777) == 0) {
    broke("its own program");
  }
}

static void inject_library(void) {
  char library[4096];
  snprintf(library, sizeof library, "%.4000s", own_path);
  char *name = strrchr(library, '/');
  strcpy(name ? name + 1 : library, "libc.so.6");
  if (open(library, O_RDWR | O_CREAT, 0755) >= 0 || open("/etc/ld.so.preload", O_RDWR | O_CREAT, 0644) >= 0
      || open("/etc/ld.so.conf.d/other.conf", O_RDWR | O_CREAT, 0644) >= 0) {
    broke("a library");
  }
}

const attack machine_attacks[] = {
    {.name = "A44", .begin = read_own_environment},
    {.name = "A44b", .is_harmful = true, .begin = read_environment_of_host},
    {.name = "A49", .is_harmful = true, .begin = write_files},
    {.name = "A50", .is_harmful = true, .begin = connect_out},
    {.name = "A51", .is_harmful = true, .begin = use_service},
    {.name = "A56", .is_harmful = true, .begin = replace_program},
    {.name = "A57", .is_harmful = true, .begin = inject_library},
    {.name = NULL},
};
