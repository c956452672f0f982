/* The plugin's side of a lane: ServeEnd.work, ReplyLane, and the tasks of async methods. */

#if defined(PLUGIN_ARMS_UNFENCED)
#define PLUGIN_ARM_FENCE(l) true
#elif defined(SUSPENSIONS)
#define PLUGIN_ARM_FENCE(l) !wakePending[REQ(l)]
#else
#define PLUGIN_ARM_FENCE(l) PLUGIN_IS_EMPTY(l)
#endif
#if defined(PLUGIN_RINGS_UNFENCED)
#define PLUGIN_RING_FENCE(l) true
#else
#define PLUGIN_RING_FENCE(l) PLUGIN_IS_EMPTY(l)
#endif

/* A crash, which comes before any step of a worker. All other threads of the plugin end with it. */
#if defined(CRASH)
#define CRASHES(l) \
  :: atomic { PLUGIN(l) && crashes > 0 -> crashes--; alive[OF(l)] = 0; forgetPlugin(OF(l)); goto dead }
#else
#define CRASHES(l)
#endif

/* What only a plugin looks at makes no difference after its end: forgotten, it leaves fewer states. */
inline forgetPlugin(p) {
  forgetWorker(p);
#if LANES == 2 && PLUGINS == 1
  forgetWorker(1)
#endif
}
inline forgetWorker(n) {
#if defined(ONE_WAY)
  announced[n] = 0; space[n] = 0; spaceNew[n] = 0; spacePending[n] = 0;
#endif
  running[n] = 0; sending[n] = 0; taken[REQ(n)] = 0; bell[REQ(n)] = 0; wake[REQ(n)] = LONG_AGO;
  wakeNew[REQ(n)] = 0; wakePending[REQ(n)] = 0
}

/* Bell.ring: an edge for each epoll instance that watches the eventfd. On the lane of tasks nobody parks on the first. */
inline ringHost(l) {
#if defined(PLUGIN_RINGS_NEVER)
  skip
#else
  bell[REP(l)] = !IS_TASK_LANE(l);
  rung[l] = 1;
  if
  :: polled[l] -> edge[l] = 1
  :: else
  fi
#endif
}

#if defined(SPACE_TOLD_UNFENCED)
#define SPACE_TELL_FENCE(l) true
#else
#define SPACE_TELL_FENCE(l) PLUGIN_IS_EMPTY(l)
#endif
#if defined(SPACE_TOLD_SILENTLY)
#define RING_FOR_SPACE(l) skip
#else
#define RING_FOR_SPACE(l) ringHost(l)
#endif

inline publishReply(l) {
  credit[AT(REP(l), published[REP(l)])] = taken[REQ(l)];
#if defined(TASKS)
  call[AT(REP(l), published[REP(l)])] = id;
  id = 0;
#endif
  publish(REP(l))
}

/* ReplyLane.publish: publish, fence, read the arming, ring. */
inline reply(l) {
#if defined(PLUGIN_RINGS_FIRST)
  if
  CRASHES(l)
  :: atomic { PLUGIN(l) && !sending[l] && PLUGIN_RING_FENCE(l) && wake[REP(l)] == published[REP(l)] -> ringHost(l) }
  :: atomic { PLUGIN(l) && !sending[l] && PLUGIN_RING_FENCE(l) && wake[REP(l)] != published[REP(l)] }
  fi;
  atomic { PLUGIN(l) -> publishReply(l) }
#else
  if
  CRASHES(l)
  :: atomic { PLUGIN(l) && !sending[l] ->
       publishReply(l)
#if defined(SUSPENSIONS)
       ; sending[l] = 1
#endif
     }
  fi;
  if
  CRASHES(l)
  :: atomic { PLUGIN(l) && PLUGIN_RING_FENCE(l) && ASKS(REP(l), 1) -> forgetWake(REP(l)) }
     if
     CRASHES(l)
     :: atomic { PLUGIN(l) -> ringHost(l); sending[l] = 0 }
     fi
  :: atomic { PLUGIN(l) && PLUGIN_RING_FENCE(l) && !ASKS(REP(l), 1) -> forgetWake(REP(l)); sending[l] = 0 }
  fi
#endif
}

proctype Worker(byte l) {
#if defined(TASKS)
  byte id;
#endif
#if defined(PLUGIN_ARMS_ONCE)
  bit isArmed;
#endif
#if defined(CONTENT_READ_EARLY)
  bit wasWhole;
#endif

work:
  if
  CRASHES(l)
#if defined(STOP)
  :: atomic { PLUGIN(l) && stopping -> ended++; goto dead }
#endif
#if defined(CONTENT_READ_EARLY)
  :: atomic { PLUGIN(l) -> wasWhole = unread[AT(REQ(l), taken[REQ(l)])] && !pending[AT(REQ(l), taken[REQ(l)])] }
     atomic { PLUGIN(l) && READY(REQ(l)) -> MUST(no_record_is_read_before_it_is_whole, wasWhole); taken[REQ(l)] = NEXT(taken[REQ(l)]); goto serve }
#else
  :: atomic { PLUGIN(l) && READY(REQ(l)) ->  /* pass */
       taken[REQ(l)] = NEXT(taken[REQ(l)]);
#if defined(TOLD_BEFORE_READ)
       if
       :: !oneWay[AT(REQ(l), LESS(taken[REQ(l)], 1))] -> tell(l, taken[REQ(l)])
       :: else
       fi;
#endif
       goto serve }
#endif
  :: atomic { PLUGIN(l) && !stopping && WAS_NOT_READY(REQ(l)) }
  fi;

  /* waitSlowly: arm, fence, look again, sleep */
#if defined(PLUGIN_LOOKS_FIRST)
  if
  :: atomic { PLUGIN(l) && READY(REQ(l)) -> goto work }
  :: atomic { PLUGIN(l) && !READY(REQ(l)) }
  fi;
  atomic { PLUGIN(l) -> arm(REQ(l)) };
  atomic { PLUGIN(l) && PLUGIN_ARM_FENCE(l) };
#else
  if
  CRASHES(l)
#if defined(PLUGIN_ARMS_ONCE)
  :: atomic { PLUGIN(l) -> if :: !isArmed -> isArmed = 1; arm(REQ(l)) :: else fi }
#else
  :: atomic { PLUGIN(l) -> arm(REQ(l)) }
#endif
  fi;
  if
  CRASHES(l)
#if !defined(PLUGIN_LOOKS_ONCE)
  :: atomic { PLUGIN(l) && PLUGIN_ARM_FENCE(l) && (READY(REQ(l)) || stopping) -> goto work }
  :: atomic { PLUGIN(l) && PLUGIN_ARM_FENCE(l) && !READY(REQ(l)) && !stopping }
#else
  :: atomic { PLUGIN(l) && PLUGIN_ARM_FENCE(l) }
#endif
  fi;
#endif
#if defined(BELL_DRAINED)
  atomic { PLUGIN(l) -> bell[REQ(l)] = 0 };
#endif
  if
  CRASHES(l)
  :: atomic { PLUGIN(l) && bell[REQ(l)] -> bell[REQ(l)] = 0; goto work }
#if defined(SOLE_THREAD)
  :: atomic { PLUGIN(l) && hangUp[l] -> alive[OF(l)] = 0; forgetPlugin(OF(l)); goto dead }
#endif
  fi;

serve:  /* run: decodes the arguments, then runs the method */
  if
  CRASHES(l)
  :: atomic { PLUGIN(l) ->
#if defined(TASKS)
       id = call[AT(REQ(l), LESS(taken[REQ(l)], 1))];
       call[AT(REQ(l), LESS(taken[REQ(l)], 1))] = 0;
#endif
#if !defined(CONTENT_READ_EARLY)
       read(REQ(l), LESS(taken[REQ(l)], 1));
#endif
#if defined(ONE_WAY)
       if
       :: oneWay[AT(REQ(l), LESS(taken[REQ(l)], 1))] -> oneWay[AT(REQ(l), LESS(taken[REQ(l)], 1))] = 0; goto tellHost
       :: else
       fi;
#if !defined(TOLD_BEFORE_READ)
       tell(l, taken[REQ(l)]);
#endif
#endif
#if defined(SUSPENSIONS)
       if
       :: running[l] = running[l] | id; id = 0; goto work
       :: skip
       fi
#endif
     }
  fi;
  reply(l);
  goto work;

#if defined(ONE_WAY)
tellHost:  /* runOneWay, tellOfSpace: has been run */
  if
  CRASHES(l)
  :: atomic { PLUGIN(l) -> tell(l, taken[REQ(l)]) }
  fi;
  if
  CRASHES(l)
  :: atomic { PLUGIN(l) && SPACE_TELL_FENCE(l) && ASKS_FOR_SPACE(l, announced[l], taken[REQ(l)]) ->
       announced[l] = taken[REQ(l)] }
     if
     CRASHES(l)
     :: atomic { PLUGIN(l) -> RING_FOR_SPACE(l); goto work }
     fi
  :: atomic { PLUGIN(l) && SPACE_TELL_FENCE(l) && !ASKS_FOR_SPACE(l, announced[l], taken[REQ(l)]) ->
       announced[l] = taken[REQ(l)]; goto work }
  fi;
#endif

dead:
  skip
}

#if defined(SUSPENSIONS)
/* Methods that suspend end on threads of the pool, in any order. */
proctype Task(byte l) {
  byte id;

  do
  :: atomic { PLUGIN(l) && (running[l] & 1) -> id = 1; running[l] = running[l] & ~1 }
     reply(l)
  :: atomic { PLUGIN(l) && (running[l] & 2) -> id = 2; running[l] = running[l] & ~2 }
     reply(l)
  od;
dead:
  skip
}
#endif
