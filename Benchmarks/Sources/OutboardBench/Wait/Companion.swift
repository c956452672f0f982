internal import BenchInterface
internal import Glibc

/// A second process of this program, for what one process cannot do: it runs a command of its own.
///
/// Speaks in lines through pipes.
@safe
final class Companion {
    /// Its number.
    let processID: Int32
    private let input: UnsafeMutablePointer<FILE>
    private let output: UnsafeMutablePointer<FILE>

    /// Starts it.
    ///
    /// - Parameters:
    ///   - arguments: Its command line, without the program.
    ///   - environment: Variables besides those of this process.
    /// - Throws: `BenchError`.
    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        let toIt = try Self.pipe()
        let fromIt = try Self.pipe()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, toIt.reading, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, fromIt.writing, 1)
        let words = unsafe ([OwnProgram.path] + arguments).map { unsafe strdup($0) }
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe []
        var place = unsafe environ
        while let variable = unsafe place.pointee {
            unsafe variables.append(strdup(variable))
            unsafe place += 1
        }
        for (name, value) in environment { unsafe variables.append(strdup("\(name)=\(value)")) }
        defer {
            for index in unsafe words.indices { unsafe free(words[index]) }
            for index in unsafe variables.indices { unsafe free(variables[index]) }
        }
        var process: pid_t = 0
        let error = unsafe posix_spawn(&process, OwnProgram.path, &actions, nil, words + [nil], variables + [nil])
        close(toIt.reading)
        close(fromIt.writing)
        guard error == 0, let input = unsafe fdopen(toIt.writing, "w"), let output = unsafe fdopen(fromIt.reading, "r")
        else {
            throw BenchError("a second process cannot be started: \(unsafe String(cString: strerror(error)))")
        }
        self.processID = process
        unsafe self.input = input
        unsafe self.output = output
    }

    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&ends) == 0 else {
            throw BenchError("a pipe cannot be created: \(unsafe String(cString: strerror(errno)))")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Sends a line and waits for the line that answers it.
    func ask(_ line: String) throws -> String {
        unsafe fputs(line + "\n", input)
        unsafe fflush(input)
        return try answer()
    }

    /// Waits for a line.
    func answer() throws -> String {
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { unsafe free(line) }
        guard unsafe getline(&line, &capacity, output) > 0, let text = unsafe line else {
            throw BenchError("the second process has ended too early; it says above why")
        }
        return String(unsafe String(cString: text).dropLast())
    }

    /// Sends a line and waits for the line that answers it, but not for ever.
    ///
    /// Nothing but that line may be on its way.
    ///
    /// - Parameters:
    ///   - line: The line to send.
    ///   - patience: For how long to wait, in seconds.
    /// - Returns: The line, or nothing if it did not come.
    /// - Throws: `BenchError` if the process has ended.
    func ask(_ line: String, patience: Double) throws -> String? {
        unsafe fputs(line + "\n", input)
        unsafe fflush(input)
        var wait = unsafe pollfd(fd: fileno(output), events: Int16(POLLIN), revents: 0)
        return unsafe poll(&wait, 1, Int32(patience * 1000)) == 0 ? nil : try answer()
    }

    /// Ends it at once.
    func kill() {
        Glibc.kill(processID, SIGKILL)
    }

    /// Closes its input, at which it ends, and waits for that.
    deinit {
        unsafe fclose(input)
        unsafe fclose(output)
        var status: Int32 = 0
        unsafe waitpid(processID, &status, 0)
    }
}
