"""The roll (学籍): pupils, their classes, where they were enrolled when, and the changes that successive exports show."""
