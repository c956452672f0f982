internal import Logging

/// The numbers that levels have in the contract.
enum LevelNumber {
    /// The number of a level.
    static func number(_ level: Logger.Level) -> UInt32 {
        switch level {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .notice: 3
        case .warning: 4
        case .error: 5
        case .critical: 6
        }
    }

    /// The level with a number; the highest for numbers that no level has.
    static func level(_ number: UInt32) -> Logger.Level {
        switch number {
        case 0: .trace
        case 1: .debug
        case 2: .info
        case 3: .notice
        case 4: .warning
        case 5: .error
        default: .critical
        }
    }
}
