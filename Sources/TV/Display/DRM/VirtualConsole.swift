import CLinux
import Glibc
import Synchronization

/// The kernel's console that the standard input is, as systemd gives it (`StandardInput=tty`): ours to draw on, and left when
/// somebody asks for another one (Ctrl-Alt-F2). Belongs to the display's thread.
///
/// The kernel asks by signals. While another console is on the screen the card must be nobody's, or that console stays dark.
final class VirtualConsole {
    enum Change {
        /// Another console is asked for: let go of the screen, then call `leave`.
        case isAskedToLeave
        /// The screen is ours again.
        case isBack
    }

    private static let leaving = SIGUSR1
    private static let entering = SIGUSR2
    /// Where the handler writes: a signal knows no objects.
    private static let pipe = Atomic<CInt>(-1)

    private let console: CInt
    /// Readable when there are changes.
    let descriptor: CInt
    private let writeEnd: CInt
    private(set) var isOnScreen = true

    /// `nil` where the standard input is no console, or belongs to somebody else.
    init?() {
        console = STDIN_FILENO
        var ends: [CInt] = [-1, -1]
        guard isatty(console) == 1, unsafe Glibc.pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        descriptor = ends[0]
        writeEnd = ends[1]
        Self.pipe.store(writeEnd, ordering: .sequentiallyConsistent)
        for number in [Self.leaving, Self.entering] {
            signal(number) { number in
                // Only what a handler may do.
                let code = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = unsafe write(VirtualConsole.pipe.load(ordering: .relaxed), &byte, 1)
                errno = code
            }
        }
        guard diascope_console_take(console, Self.leaving, Self.entering) == 0 else { return nil }
    }

    deinit {
        diascope_console_give_back(console)
        for number in [Self.leaving, Self.entering] { signal(number, SIG_IGN) }
        Self.pipe.store(-1, ordering: .sequentiallyConsistent)
        close(descriptor)
        close(writeEnd)
    }

    func takeChange() -> Change? {
        diascope_console_forget_keys(console)
        var byte: UInt8 = 0
        guard unsafe read(descriptor, &byte, 1) == 1 else { return nil }
        guard CInt(byte) == Self.entering else { return .isAskedToLeave }
        diascope_console_entered(console)
        isOnScreen = true
        return .isBack
    }

    /// Lets the other console be shown.
    func leave() {
        isOnScreen = false
        diascope_console_may_leave(console)
    }
}
