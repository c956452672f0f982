/*
 * Rings, words, bells and store buffers: what memory, processors and the kernel do, and the few instructions of
 * RingProducer, RingConsumer and LaneControl.
 *
 * Lane l has two rings: REQ(l), written by the host, and REP(l), written by the plugin. The reader of a ring has a word
 * wake_at for it in its own segment. Of a record's content there is only whether it is visible and whether its reader has
 * read it.
 *
 * A store goes into a buffer and becomes visible later, in any order, but for what C++ promises: a release store after
 * everything that the same thread stored before it, and stores to one place in their order. arm64 may do that; x86 keeps
 * all stores in order, which is one of the orders here. A full fence waits until the thread's buffer is empty. Loads
 * happen where they stand: each is an acquire load or stands behind a full fence.
 *
 * What has been read is forgotten, which makes no difference to anybody and leaves fewer states.
 */

#define REQ(l) (2 * (l))
#define REP(l) (2 * (l) + 1)
#define RINGS (2 * LANES)
#define NEXT(p) (((p) + 1) % POSITIONS)
#define LESS(a, b) (((a) + POSITIONS - (b)) % POSITIONS)
#define AT(r, p) (SLOTS * (r) + (p) % SLOTS)

byte published[RINGS];        /* private to the writer: its position */
byte taken[RINGS];            /* private to the reader: its position */

byte stamp[RINGS * SLOTS];    /* the stamp of each slot */
byte wake[RINGS];             /* wake_at of the ring's reader */
bit bell[RINGS];              /* an edge of the bell waits in the epoll instance of the ring's reader */
byte credit[RINGS * SLOTS];   /* content of a reply: how many requests its sender had taken */
byte call[RINGS * SLOTS];     /* content: the number of the call, on the lane of tasks */

bit pending[RINGS * SLOTS];   /* in the writer's buffer: the content of a slot */
byte unseen[RINGS];           /* in the writer's buffer: how many stamps */
bit wakePending[RINGS];       /* in the reader's buffer: wake_at, ... */
byte wakeNew[RINGS];          /* ... which will be this */

#if defined(ONE_WAY)
bit oneWay[RINGS * SLOTS];    /* content of a request: whether nobody waits for an answer */
byte told[LANES];             /* `taken` of the plugin's words: how many requests it has done with */
byte space[LANES];            /* space_wake_at of the host's words */
bit toldPending[LANES];       /* in the worker's buffer: `taken`, ... */
byte toldNew[LANES];          /* ... which will be this */
bit spacePending[LANES];      /* in the host's buffer: space_wake_at, ... */
byte spaceNew[LANES];         /* ... which will be this */
#endif

bit unread[RINGS * SLOTS];    /* the slot holds a record that its reader has not read */

#if defined(STAMP_UNORDERED)
#define IS_BEHIND_CONTENT(r) true
#else
#define IS_BEHIND_CONTENT(r) !pending[AT(r, OLDEST(r))]
#endif

/* One entry of a buffer of ring r becomes visible. */
#define OLDEST(r) LESS(published[r], unseen[r])
#define SHOW_STAMP(r) stamp[AT(r, OLDEST(r))] = NEXT(OLDEST(r)); unseen[r]--
#define BECOMES_VISIBLE(r) \
  :: atomic { pending[SLOTS * (r)] -> pending[SLOTS * (r)] = 0 } \
  :: atomic { pending[SLOTS * (r) + 1] -> pending[SLOTS * (r) + 1] = 0 } \
  :: atomic { unseen[r] > 0 && IS_BEHIND_CONTENT(r) -> SHOW_STAMP(r) } \
  :: atomic { wakePending[r] -> wake[r] = wakeNew[r]; wakeNew[r] = 0; wakePending[r] = 0 }

active proctype Memory() {
end:
  do
  BECOMES_VISIBLE(0)
  BECOMES_VISIBLE(1)
#if defined(ONE_WAY)
  :: atomic { toldPending[0] -> told[0] = toldNew[0]; toldNew[0] = 0; toldPending[0] = 0 }
  :: atomic { spacePending[0] -> space[0] = spaceNew[0]; spaceNew[0] = 0; spacePending[0] = 0 }
#endif
#if LANES == 2
  BECOMES_VISIBLE(2)
  BECOMES_VISIBLE(3)
#endif
  od
}

/* Whether the buffers of the host's thread and of the plugin's thread on a lane are empty. */
#define IS_WRITTEN(r) (!pending[SLOTS * (r)] && !pending[SLOTS * (r) + 1] && unseen[r] == 0)
#if defined(ONE_WAY)
#define HOST_IS_EMPTY(l) (IS_WRITTEN(REQ(l)) && !wakePending[REP(l)] && !spacePending[l])
#define PLUGIN_IS_EMPTY(l) (IS_WRITTEN(REP(l)) && !wakePending[REQ(l)] && !toldPending[l])
#else
#define HOST_IS_EMPTY(l) (IS_WRITTEN(REQ(l)) && !wakePending[REP(l)])
#define PLUGIN_IS_EMPTY(l) (IS_WRITTEN(REP(l)) && !wakePending[REQ(l)])
#endif

/* RingProducer.publish: content, then the stamp with release order. */
inline publish(r) {
  MUST(no_slot_is_overwritten_before_it_was_read, !unread[AT(r, published[r])]);
  unread[AT(r, published[r])] = 1;
  pending[AT(r, published[r])] = 1;
  unseen[r]++;
  published[r] = NEXT(published[r])
}

/* RingConsumer.isReady. */
#if defined(STAMP_COMPARED_BY_SIZE)
#define READY(r) (stamp[AT(r, taken[r])] > taken[r])
#else
#define READY(r) (stamp[AT(r, taken[r])] == NEXT(taken[r]))
#endif

/* What a look some time ago may have said. A thread that looks again and again must see the record in the end. */
#if defined(PROGRESS)
#define WAS_NOT_READY(r) !READY(r)
#else
#define WAS_NOT_READY(r) true
#endif

/* RingConsumer.copyRecord, body and block: the content of the record at position p. */
inline read(r, p) {
  MUST(no_record_is_read_before_it_is_whole, unread[AT(r, p)] && !pending[AT(r, p)]);
  unread[AT(r, p)] = 0
}

/* LaneControl.arm(at:), but for its fence. */
inline arm(r) {
  wakeNew[r] = taken[r];
  wakePending[r] = 1
}

/* LaneControl.asksForBell(first:next:), but for its fence: does the reader sleep until one of the last n records? */
#define ASKS(r, n) (wake[r] != LONG_AGO && LESS(wake[r], LESS(published[r], n)) < n)

/*
 * Forgets a wake_at that matches no later record before the positions wrap, which they do much sooner here than in the
 * code. Then it would ring a bell that nobody asked for: harmless, but it could hide that a needed one is missing.
 */
#define LONG_AGO POSITIONS
inline forgetWake(r) {
  if
  :: wake[r] != published[r] -> wake[r] = LONG_AGO
  :: else
  fi
}

#if defined(ONE_WAY)
/* LaneControl.taken, set. */
inline tell(l, count) {
  toldNew[l] = count;
  toldPending[l] = 1
}

/* LaneControl.armForSpace(at:), asksForSpace(after:upTo:), but for their fences. */
inline armForSpace(l, count) {
  spaceNew[l] = count;
  spacePending[l] = 1
}
#define ASKS_FOR_SPACE(l, first, last) (LESS(LESS(space[l], first), 1) < LESS(last, first))
#endif
