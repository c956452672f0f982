/* The host's side of the lane of asynchronous calls, whose answers come in any order: TaskLane. */

/* How many calls may wait for room. No bound in the code; the order of calls is not modelled. */
#define QUEUE 1

/* CallTable.open: a number that no open call has. */
inline number(l) {
  if
  :: opened[l] & 1 -> call[AT(REQ(l), published[REQ(l)])] = 2
  :: else -> call[AT(REQ(l), published[REQ(l)])] = 1
  fi;
  MUST(every_call_has_one_outcome, !(opened[l] & call[AT(REQ(l), published[REQ(l)])]));
  opened[l] = opened[l] | call[AT(REQ(l), published[REQ(l)])]
}

/* TaskLane.pump: publishes what waits, as far as there is room. */
inline pump(l) {
  do
  :: atomic { HOST && queue[l] > 0 && HAS_ROOM(l) -> queue[l]--; number(l) }
     publishOpen(l)
  :: atomic { HOST && (queue[l] == 0 || !HAS_ROOM(l)) -> locked[l] = 0; break }
  od
}

/* HostLane.takeReply: the answer must be one to an open call, which is over then. */
inline takeAnswer(l) {
  MUST(every_call_has_one_outcome, opened[l] & call[AT(REP(l), taken[REP(l)])]);
  opened[l] = opened[l] & ~call[AT(REP(l), taken[REP(l)])];
  call[AT(REP(l), taken[REP(l)])] = 0;
  takeReply(l)
}

/* Tasks that call, any number of them: TaskLane.submit. */
proctype Submitter(byte l) {
  do
  :: atomic { HOST -> finished++; break }
  :: atomic { HOST && !locked[l] && !closed[OF(l)] && queue[l] < QUEUE && MAY_CALL(l) -> locked[l] = 1; queue[l]++ }
     pump(l)
  od
}

/* TaskLane.drain, for the waiting thread. `hasMore` says that it ended because one turn is bounded. */
inline drain(l) {
  atomic { HOST && !locked[l] -> locked[l] = 1; hasMore = 0 };
  do
  :: atomic { HOST && READY(REP(l)) -> takeAnswer(l);
#if !defined(REST_FORGOTTEN)
       if :: skip :: hasMore = 1; break fi
#else
       if :: skip :: break fi
#endif
     }
  :: atomic { HOST && WAS_NOT_READY(REP(l))
#if !defined(DRAIN_UNARMED)
       -> arm(REP(l))
#endif
     }
     if
     :: atomic { HOST && HOST_ARM_FENCE(l) && READY(REP(l)) }
     :: atomic { HOST && HOST_ARM_FENCE(l) && !READY(REP(l)) -> break }
     fi
  od;
#if defined(DRAIN_UNPUMPED)
  atomic { HOST -> locked[l] = 0 }
#else
  pump(l)
#endif
}
