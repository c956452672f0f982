#ifndef SERVE_H
#define SERVE_H

// The peer's two servers; neither returns.
//
// The synchronous one answers unary calls on threads of the library; the other one answers a stream on this thread.
void serveSync(const char *address);
void serveStream(const char *address);

#endif
