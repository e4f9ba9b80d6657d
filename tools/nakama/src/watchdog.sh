# Outlives the process that started it, just long enough to end what that process left behind: it reads orders from
# a pipe whose other end closes when that process dies, however it dies.
#   watch SIGNAL PID    end PID with SIGNAL (a negative PID is a process group)
#   forget PID          PID has ended
#   remove PATH         delete PATH
#   done                all was ended in good order: leave
# After the orders may come a command ("$@"), run at a death as well.
trap '' HUP INT TERM

children=''
folders=''
newline='
'

while IFS= read -r order; do
  case $order in
    'watch '*)
      rest=${order#watch }
      children="${rest% *}:${rest#* } $children"
      ;;
    'forget '*)
      kept=''
      for child in $children; do
        if [ "${child#*:}" != "${order#forget }" ]; then kept="$kept$child "; fi
      done
      children=$kept
      ;;
    'remove '*) folders="$folders${order#remove }$newline" ;;
    done) exit 0 ;;
  esac
done

# A process that has ended but whose new parent has not yet noticed is not alive.
alive() {
  kill -s 0 -- "$1" 2>/dev/null || return 1
  case $1 in -*) return 0 ;; esac
  case $(ps -o stat= -p "$1" 2>/dev/null) in Z*) return 1 ;; esac
}

# Newest first: the server before its database.
for child in $children; do
  pid=${child#*:}
  kill -s "${child%%:*}" -- "$pid" 2>/dev/null || continue
  patience=50
  while alive "$pid"; do
    patience=$((patience - 1))
    if [ "$patience" -eq 0 ]; then
      kill -s KILL -- "$pid" 2>/dev/null
      break
    fi
    sleep 0.1
  done
done

if [ "$#" -gt 0 ]; then "$@" >/dev/null 2>&1; fi

printf '%s' "$folders" | while IFS= read -r folder; do
  rm -rf -- "$folder"
done
