import COutboardSeccomp
import ForbiddenCalls
import Glibc
import Testing

/// What keeps a plugin from emptying files where Landlock does not see that, before Linux 6.2: on whatever kernel this is, in a
/// process that has the filter.
@Suite struct TruncationFilterTests {
    private static let truncating = UInt32(OUTBOARD_CALLS_TRUNCATING)

    /// The filter with which a plugin starts.
    private static func first(_ allowances: UInt32) throws -> [UInt] {
        try filter { outboard_seccomp_build(allowances, 1, $0, 4096) }
    }

    /// That of one that is ready.
    private static func ready(_ allowances: UInt32) throws -> [UInt] {
        var allowed: Int32 = 0
        return try filter { outboard_seccomp_build_ready(allowances, 1, "", $0, 4096, &allowed) }
    }

    private static func filter(_ build: (UnsafeMutablePointer<UInt64>) -> Int32) throws -> [UInt] {
        var instructions = [UInt64](repeating: 0, count: 4096)
        let count = instructions.withUnsafeMutableBufferPointer { build($0.baseAddress!) }
        try #require(count > 0)
        return instructions.prefix(Int(count)).map { UInt($0) }
    }

    /// How each way to open or empty a file of its own ends, and whether the file is empty then.
    private static func tries(_ filter: [UInt], _ how: emptying) throws -> (error: Int32, isEmpty: Bool) {
        var path = Array("/tmp/outboard-truncation-XXXXXX".utf8CString)
        let file = mkstemp(&path)
        try #require(file >= 0)
        defer {
            close(file)
            unlink(path)
        }
        try #require(write(file, "kept", 4) == 4)
        let error = filter.withUnsafeBufferPointer {
            try_under_filter($0.baseAddress!, Int32($0.count), path, how)
        }
        var status = stat()
        try #require(fstat(file, &status) == 0)
        return (error, status.st_size == 0)
    }

    @Test func `where Landlock does not see it, a file is emptied only by opening it for writing`() throws {
        for filter in [try Self.first(0), try Self.ready(UInt32(OUTBOARD_CALLS_READING | OUTBOARD_CALLS_WRITING))] {
            for (how, error) in [(EMPTY_BY_NAME, EPERM), (EMPTY_READING, EPERM)] {
                #expect(try Self.tries(filter, how) == (error, false), "\(how)")
            }
            let byOpenat2 = try Self.tries(filter, EMPTY_BY_OPENAT2)
            #expect([EPERM, ENOSYS].contains(byOpenat2.error) && !byOpenat2.isEmpty)
            // What Landlock decides about.
            #expect(try Self.tries(filter, EMPTY_WRITING) == (0, true))
            #expect(try Self.tries(filter, EMPTY_CHANGING) == (0, true))
            #expect(try Self.tries(filter, ONLY_READ) == (0, false))
        }
    }

    @Test func `where Landlock sees it, the filter leaves it to that`() throws {
        let writing = UInt32(OUTBOARD_CALLS_READING | OUTBOARD_CALLS_WRITING)
        for filter in [try Self.first(Self.truncating), try Self.ready(writing | Self.truncating)] {
            #expect(try Self.tries(filter, EMPTY_BY_NAME) == (0, true))
            // Linux empties it, although it is not opened for writing.
            #expect(try Self.tries(filter, EMPTY_READING) == (0, true))
        }
    }

    @Test func `without writing a plugin that is ready empties nothing`() throws {
        for allowances in [0, UInt32(OUTBOARD_CALLS_READING), UInt32(OUTBOARD_CALLS_READING) | Self.truncating] {
            let filter = try Self.ready(allowances)
            for how in [EMPTY_BY_NAME, EMPTY_READING, EMPTY_BY_OPENAT2, EMPTY_WRITING, EMPTY_CHANGING] {
                let (error, isEmpty) = try Self.tries(filter, how)
                #expect([EPERM, ENOSYS].contains(error) && !isEmpty, "\(how)")
            }
            #expect(try Self.tries(filter, ONLY_READ) == (0, false))
        }
    }

    @Test func `a plugin that is ready is told to have truncate(2) where it does`() {
        let writing = UInt32(OUTBOARD_CALLS_WRITING)
        #expect(outboard_seccomp_ready_has(writing | Self.truncating, "truncate") == 1)
        #expect(outboard_seccomp_ready_has(writing, "truncate") == 0)
        #expect(outboard_seccomp_ready_has(Self.truncating, "truncate") == 0)
    }
}
