import OutboardSystem

/// A bell that can be in an array.
final class HeldBell: Sendable {
    let bell: Bell
    var raw: Int32 { bell.raw }

    init() throws {
        bell = try Bell()
    }

    func ring() {
        Bell.ring(raw)
    }
}
