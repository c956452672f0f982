/* How the host ends, and how a pair of ends in one process is stopped. */

#if defined(HOST_CRASH)
/* What only the host looks at makes no difference after its end: forgotten, it leaves fewer states. */
inline forgetHost() {
  known[0] = 0; abandoned[0] = 0; pool[0] = FREE; watched[0] = 0; polled[0] = 0; edge[0] = 0; taken[REP(0)] = 0;
  bell[REP(0)] = 0; wake[REP(0)] = LONG_AGO; wakeNew[REP(0)] = 0; wakePending[REP(0)] = 0
}

/* The kernel closes the host's end of the control socket: its edge reaches the plugin's epoll instances. */
proctype HostCrash() {
  atomic { present = 0; forgetHost() };
#if defined(HANG_UP_UNWATCHED)
  skip
#else
  hangUp[0] = 1
#endif
}

/* PluginProcess.listen: the thread that reads the control socket, where there is one. */
proctype MainThread() {
#if defined(SOLE_THREAD)
  skip
#else
  atomic { !present && alive[0] -> alive[0] = 0; forgetPlugin(0) }
#endif
}
#endif

#if defined(STOP)
/* InProcessPlugin.stop: CallChannel.close, a ring for each caller, ServeEnd.stop with a ring for each worker. */
proctype Stopper() {
  closed[0] = 1;
  bell[REP(0)] = 1;
#if defined(STOP_RINGS_FIRST)
  bell[REQ(0)] = 1;
  stopping = 1
#elif defined(STOP_SILENT)
  stopping = 1
#else
  stopping = 1;
  bell[REQ(0)] = 1
#endif
}
#endif
