/// The compiler that built this program.
enum CompilerVersion {
    // A program cannot ask for it; this is as exact as conditions get.
    #if compiler(>=6.4)
    static let text = "6.4 or newer"
    #elseif compiler(>=6.3.3)
    static let text = "6.3.3 or newer"
    #elseif compiler(>=6.3.2)
    static let text = "6.3.2"
    #elseif compiler(>=6.3.1)
    static let text = "6.3.1"
    #else
    static let text = "6.3.0 or older"
    #endif
}
