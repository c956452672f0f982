/* What the host does on any lane that it holds: HostLane. */

#if defined(HOST_ARMS_UNFENCED)
#define HOST_ARM_FENCE(l) true
#else
#define HOST_ARM_FENCE(l) HOST_IS_EMPTY(l)
#endif
#if defined(HOST_RINGS_UNFENCED)
#define HOST_RING_FENCE(l) true
#else
#define HOST_RING_FENCE(l) HOST_IS_EMPTY(l)
#endif

/* CallTable.count: a call counts until its answer is taken. */
#if defined(ONE_WAY)
#define COUNT(l) unanswered[l]
#else
#define COUNT(l) LESS(published[REQ(l)], taken[REP(l)])
#endif

/* HostLane.hasRoom. */
#if defined(ROOM_IGNORED)
#define HAS_ROOM(l) (COUNT(l) <= SLOTS)
#elif defined(COUNT_IGNORED)
#define HAS_ROOM(l) (LESS(published[REQ(l)], known[l]) < SLOTS)
#else
#define HAS_ROOM(l) (COUNT(l) < SLOTS && LESS(published[REQ(l)], known[l]) < SLOTS)
#endif

/* How many calls a scenario makes on a lane, if not any number: TASK_LIMIT on the one of tasks. Less than POSITIONS. */
#if defined(LIMIT)
#define MAY_CALL(l) (published[REQ(l)] < (IS_TASK_LANE(l) -> TASK_LIMIT : LIMIT))
#else
#define MAY_CALL(l) true
#endif

/* HostLane.takeReply, but for the call that it answers. Its checks of the credit end a plugin that breaks the rules. */
#define CREDIT(l) credit[AT(REP(l), taken[REP(l)])]
#if !defined(ONE_WAY)
inline takeReply(l) {
  read(REP(l), taken[REP(l)]);
  MUST(no_honest_plugin_is_ended, LESS(CREDIT(l), known[l]) <= LESS(published[REQ(l)], known[l]));
  known[l] = CREDIT(l);
  MUST(no_honest_plugin_is_ended, COUNT(l) > 1 || known[l] == published[REQ(l)]);
  CREDIT(l) = 0;
  taken[REP(l)] = NEXT(taken[REP(l)])
}
#endif

/* HostLane.ring. */
#if defined(HOST_RINGS_NEVER)
#define RING_PLUGIN(l) skip
#else
#define RING_PLUGIN(l) bell[REQ(l)] = PLUGIN(l)
#endif

/* HostLane.publishOpen: publish, fence, read the arming, ring. */
inline publishOpen(l) {
#if defined(HOST_RINGS_FIRST)
  if
  :: atomic { HOST && HOST_RING_FENCE(l) && wake[REQ(l)] == published[REQ(l)] -> forgetWake(REQ(l)) }
     atomic { HOST -> RING_PLUGIN(l) }
  :: atomic { HOST && HOST_RING_FENCE(l) && wake[REQ(l)] != published[REQ(l)] -> forgetWake(REQ(l)) }
  fi;
  atomic { HOST -> publish(REQ(l)) }
#else
  atomic { HOST -> publish(REQ(l)) };
  if
  :: atomic { HOST && HOST_RING_FENCE(l) && ASKS(REQ(l), 1) -> forgetWake(REQ(l)) }
     atomic { HOST -> RING_PLUGIN(l) }
  :: atomic { HOST && HOST_RING_FENCE(l) && !ASKS(REQ(l), 1) -> forgetWake(REQ(l)) }
  fi
#endif
}

/* Poller.add: epoll_ctl, and io_uring when it arms a poll, tell of what is there already. */
inline beginWatch(l) {
  polled[l] = 1;
#if !defined(WATCH_BLIND)
  edge[l] = rung[l]
#endif
}

/*
 * CallChannel.releaseStalled: gives back a lane that is watched, or on which calls run whose caller gave up. The
 * waiting thread may have been told of an answer while it could not take the lane: then this looks once more.
 */
inline releaseStalled(l) {
  if
  :: atomic { HOST && closed[OF(l)] -> pool[l] = STALLED; goto idle }
  :: atomic { HOST && !closed[OF(l)] ->
       if
       :: !watched[l] ->
            watched[l] = 1;
#if !defined(IO_URING)
            beginWatch(l)
#endif
       :: else
       fi }
  fi;
look:
  if
  :: atomic { HOST && closed[OF(l)] -> pool[l] = STALLED; goto idle }
  :: atomic { HOST && READY(REP(l)) ->  /* dropAnswers */
       MUST(every_call_has_one_outcome, abandoned[l] > 0); takeReply(l); abandoned[l]--; goto look }
  :: atomic { HOST && WAS_NOT_READY(REP(l)) -> arm(REP(l)) }
  fi;
  if
  :: atomic { HOST && HOST_ARM_FENCE(l) && READY(REP(l)) -> goto look }
  :: atomic { HOST && HOST_ARM_FENCE(l) && !READY(REP(l)) ->
       if
       :: abandoned[l] == 0 -> watched[l] = 0; polled[l] = 0; edge[l] = 0
       :: else
       fi }
  fi;
  if
  :: atomic { HOST && !watched[l] -> pool[l] = FREE; goto idle }
  :: atomic { HOST && watched[l] && pool[l] == WANTED -> pool[l] = HELD; goto look }  /* LanePool.giveStalled */
  :: atomic { HOST && watched[l] && pool[l] == HELD -> pool[l] = STALLED; goto idle }
  fi
}
