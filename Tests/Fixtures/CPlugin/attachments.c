#include "attachments.h"

#include <pthread.h>
#include <stdlib.h>

// Attachments come over the control socket, which one thread reads; calls come over the lanes, which others read.
typedef struct box {
  outboard_attachment attachment;
  int descriptor;
  struct box *next;
} box;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrival = PTHREAD_COND_INITIALIZER;
static box *boxes;

void attachments_deliver(const outboard_attachment *attachment, int descriptor) {
  box *new = malloc(sizeof *new);
  if (new == NULL) {
    abort();
  }
  pthread_mutex_lock(&lock);
  *new = (box){.attachment = *attachment, .descriptor = descriptor, .next = boxes};
  boxes = new;
  pthread_cond_broadcast(&arrival);
  pthread_mutex_unlock(&lock);
}

int attachments_take(uint32_t lane, uint32_t call_id, uint32_t purpose, uint64_t *length) {
  pthread_mutex_lock(&lock);
  for (;;) {
    for (box **link = &boxes; *link != NULL; link = &(*link)->next) {
      box *found = *link;
      if (found->attachment.lane != lane || found->attachment.call_id != call_id
          || found->attachment.purpose != purpose) {
        continue;
      }
      *link = found->next;
      pthread_mutex_unlock(&lock);
      *length = found->attachment.length;
      int descriptor = found->descriptor;
      free(found);
      return descriptor;
    }
    pthread_cond_wait(&arrival, &lock);
  }
}
