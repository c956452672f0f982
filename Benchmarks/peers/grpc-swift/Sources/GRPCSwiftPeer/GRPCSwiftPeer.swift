internal import Glibc
internal import Harness

/// Echo over gRPC in Swift: the host, or the peer that it starts.
@main
enum GRPCSwiftPeer {
    static func main() {
        let count = CommandLine.argc
        let arguments = unsafe CommandLine.unsafeArgv
        if unsafe peer_is_server(count, arguments) {
            let words = CommandLine.arguments
            EchoServer(mode: Mode(words[2]), path: words[3]).serve()
        }
        guard let session = unsafe peer_begin(count, arguments) else { fail("no session") }
        unsafe measure(session)
        unsafe peer_end(session)
    }

    private static func measure(_ session: OpaquePointer) {
        let mode = unsafe Mode(String(cString: peer_session_options(session).pointee.mode))
        let path = "/tmp/outboard-peer-\(getpid()).socket"
        // Names stay: the session keeps the pointers.
        unsafe peer_set_name(session, strdup("grpc-swift"), strdup("epoll"))
        unsafe peer_start_at(session, path)
        // A client that finds nobody tries again after a second.
        while unsafe access(path, F_OK) != 0 { usleep(10_000) }
        let thread = CallingThread()
        let caller = thread.run { try await mode.caller(path: path) }
        // Both sides have the socket now.
        unsafe unlink(path)
        unsafe Echo(thread: thread, caller: caller).measure(session, mostBytes: mode.mostBytes)
    }

    /// Ends the program.
    static func fail(_ what: String) -> Never {
        // What went wrong is not in errno.
        errno = 0
        unsafe peer_fail(what)
    }
}
