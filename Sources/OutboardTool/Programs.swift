import Outboard

/// What commands need of programs and keys.
enum Programs {
    static func digest(_ file: String) throws -> ProgramDigest {
        do {
            return try ProgramDigest.of(programAt: file)
        } catch let error as OutboardError {
            throw Answer.unreadable(error.message)
        }
    }

    /// Turns an error of the library into one of the tool.
    static func attempt<Value>(_ body: () throws(OutboardError) -> Value) throws -> Value {
        do throws(OutboardError) {
            return try body()
        } catch {
            throw Answer.unreadable(error.message)
        }
    }
}
