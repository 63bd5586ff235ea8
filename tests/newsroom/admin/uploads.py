"""What tests of imports from the desk have in common: a small table, and how it is uploaded."""

from django.core.files.uploadedfile import SimpleUploadedFile

from newsroom.models import ImportRun

ADD = "/admin/newsroom/importrun/add/"
ROWS = (
    "id,title,author,section,date,status,text\n"
    "1,Park aims high,wyf,Deals,2013-10-25,published,Sixty engineers move in.\n"
    "2,Park aims higher,wyf;Li Na,Deals,2013-10-26,published,More will come.\n"
    "3,Not yet,Li Na,Ideas,,draft,Soon.\n"
)


def upload(client, content=ROWS, name="old.csv", **fields):
    content = content if isinstance(content, bytes) else content.encode()
    data = {"file": SimpleUploadedFile(name, content), "form": "auto"} | fields
    answer = client.post(ADD, data)
    return answer, ImportRun.objects.first()


def address(run, rest="change/") -> str:
    return f"/admin/newsroom/importrun/{run.pk}/{rest}"
