/* The host's waiting thread: WaitingThread, Generation.handle. */

proctype Waiting() {
  bit hasMore;

idle:
  if
#if defined(TASKS)
  :: atomic { HOST && (edge[TASK_LANE] || hasMore) -> edge[TASK_LANE] = 0
#if defined(EDGES_MIXED)
     ; edge[0] = 0
#endif
     } goto answers
#endif
#if !defined(TASKS) || LANES == 2
  :: atomic { HOST && edge[0] -> edge[0] = 0 } goto recover
#endif
#if defined(IO_URING)
  :: atomic { HOST && watched[0] && !polled[0] -> beginWatch(0); goto idle }
#endif
  :: atomic { HOST && IS_GONE(0) && !closed[0] -> goto finish }
#if PLUGINS == 2
  :: atomic { HOST && IS_GONE(1) && !closed[1] -> closed[1] = 1; goto idle }
#endif
  fi;

#if defined(TASKS)
answers:
  drain(TASK_LANE);
  goto idle;
#endif

#if !defined(TASKS) || LANES == 2
recover:  /* CallChannel.recover, LanePool.takeStalled */
  if
  :: atomic { HOST && pool[0] == STALLED -> pool[0] = HELD }
  :: atomic { HOST && pool[0] == HELD ->
#if !defined(RECOVERY_FORGOTTEN)
       pool[0] = WANTED;
#endif
       goto idle }
  :: atomic { HOST && (pool[0] == FREE || pool[0] == WANTED) -> goto idle }
  fi;
  releaseStalled(0);
#endif

finish:  /* Generation.finish: what the plugin published before its end still counts */
#if defined(TASKS)
  do
  :: atomic { HOST && !locked[TASK_LANE] && READY(REP(TASK_LANE)) -> takeAnswer(TASK_LANE) }
  :: atomic { HOST && !locked[TASK_LANE] && !READY(REP(TASK_LANE)) ->
       MUST(what_was_answered_before_the_end_counts, published[REP(TASK_LANE)] == taken[REP(TASK_LANE)]);
       closed[0] = 1;
       opened[TASK_LANE] = 0; queue[TASK_LANE] = 0; watched[TASK_LANE] = 0; polled[TASK_LANE] = 0; edge[TASK_LANE] = 0; hasMore = 0;
#if LANES == 2
       watched[0] = 0; polled[0] = 0; edge[0] = 0;
#endif
       goto idle }
  od
#else
  atomic { HOST -> closed[0] = 1; watched[0] = 0; polled[0] = 0; edge[0] = 0; goto idle }
#endif
}
