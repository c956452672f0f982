/// Methods that nobody waits for, and what shows that they were run.
///
/// Written by hand against the descriptor API, so that it builds without macros.
public protocol Notes: Sendable {
    /// One-way: notes a number.
    func note(_ number: Int, from sender: Int) throws
    /// One-way: notes a checksum, as sender -1.
    func note(bytes: [UInt8]) throws
    /// One-way: waits for a while, negative: until a test says so, and notes the time as sender -2.
    func rest(milliseconds: Int) throws
    /// One-way: notes a number after a suspension, negative: until a test says so, as sender -3; throws if it is negative.
    func noteLater(_ number: Int, milliseconds: Int) async throws
    /// One-way: throws.
    func fail(reason: String) throws
    /// One-way: ends the process.
    func end() throws
    /// One-way: notes the milliseconds to the deadline, or -1, and whether the call is cancelled, as sender -4.
    func noteContext() throws
    /// What was noted for a sender, in that order.
    func notes(from sender: Int) throws -> [Int]
    /// How many notes there are.
    func count() throws -> Int
    /// Waits for a while, negative: until a test says so.
    func wait(milliseconds: Int) throws
    /// The same, suspended.
    func waitLater(milliseconds: Int) async throws
}
